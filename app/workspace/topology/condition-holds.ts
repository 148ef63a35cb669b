import type { ContainerRun } from "../run/run-state.ts";

/** Whether what an arrow waits for has come true, by the engine's own events. */
export function conditionHolds(edge: { to: string; condition: string }, containers: ContainerRun[]): boolean {
  const own = containers.filter(({ service }) => service === edge.to);
  if (own.length === 0) return false;
  return own.every(({ moments }) =>
    moments.some(({ state, exitCode }) => {
      if (edge.condition === "service_healthy") return state === "healthy";
      if (edge.condition === "service_completed_successfully") return state === "exited" && exitCode === 0;
      return state === "started" || state === "healthy";
    }),
  );
}

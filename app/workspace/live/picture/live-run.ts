import type { ContainerView } from "../../../../lib/live/protocol.ts";
import { type ContainerRun, type ContainerState, emptyRun, type RunState } from "../../run/run-state.ts";

/** The sandbox's containers as the picture draws a run: each with the states that this page has seen. */
export function withContainers(
  before: RunState | undefined,
  containers: readonly ContainerView[],
  now: number,
): RunState {
  const run = before ?? { ...emptyRun, phase: "running", takenAt: now };
  const own = containers.flatMap((container) => {
    if (container.service === null) return [];
    const state = stateOf(container);
    const exitCode = state === "exited" ? (container.exitCode ?? undefined) : undefined;
    const known = run.containers.find(({ name }) => name === container.name);
    const isSame = known?.state === state && known.exitCode === exitCode;
    const moments = isSame ? known.moments : [...(known?.moments ?? []), { state, at: now, exitCode }];
    const seen: ContainerRun = {
      name: container.name,
      service: container.service,
      state,
      exitCode,
      moments,
    };
    return [seen];
  });
  return { ...run, containers: own };
}

function stateOf({ state, health }: ContainerView): ContainerState {
  switch (state) {
    case "created":
      return "created";
    case "exited":
    case "dead":
    case "restarting":
      return "exited";
    case "removing":
      return "removed";
    default:
      return health === "healthy" || health === "unhealthy" ? health : "started";
  }
}

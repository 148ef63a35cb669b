import type { ExecResult } from "../sandbox/exec.ts";
import type { RunState } from "./run-state.ts";

type Asking = Pick<RunState, "sandbox" | "signal" | "openings">;

/**
 * Runs a grader's command in the network of one of the student's containers. The first question to a
 * container also makes the grader's place there; those that come meanwhile wait for it.
 */
export async function probe(
  run: Asking,
  container: string,
  command: string[],
  options: { timeoutMs: number; input?: string },
): Promise<ExecResult> {
  await run.openings.get(container);
  const asked = run.sandbox.probe(container, command, { ...options, signal: run.signal });
  if (run.openings.has(container)) return asked;
  const opened = asked.then(
    () => undefined,
    () => void run.openings.delete(container),
  );
  run.openings.set(container, opened);
  return asked;
}

import type { ExecResult } from "../sandbox/exec.ts";
import type { RunState } from "./run-state.ts";

/** How timeout(1) and the engine say that a command could not be started, or was killed. */
const notRun = new Set([125, 126, 127, 137]);

type Asking = Pick<RunState, "sandbox" | "signal" | "openings">;

/**
 * Runs a grader's command in the network of one of the student's containers. The first question to a
 * container also makes the grader's place there; those that come meanwhile wait for it.
 *
 * @throws when it cannot be run: what it would have found is then not known
 */
export async function probe(
  run: Asking,
  container: string,
  command: string[],
  options: { timeoutMs: number; input?: string },
): Promise<ExecResult> {
  const result = await ask(run, container, command, options);
  if (!notRun.has(result.exitCode)) return result;
  const words = `${result.stdout}${result.stderr}`.trim().slice(-300);
  throw new Error(`a probe could not be run (${result.exitCode}): ${words}`);
}

async function ask(
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

import type { ExecResult } from "../sandbox/exec.ts";
import { now, type RunState } from "./run-state.ts";

/** Exit code of a command whose time ran out. */
export const timedOut = 124;

/** Runs the real `docker compose` in the toolbox; what it prints goes to the page while it prints. */
export async function compose(
  run: Pick<RunState, "sandbox" | "signal" | "emit">,
  argument: string[],
  options: { timeoutSeconds: number; input?: string; quiet?: boolean },
): Promise<ExecResult> {
  const result = await run.sandbox.exec(["docker", "compose", "--ansi", "never", ...argument], {
    timeoutMs: options.timeoutSeconds * 1000,
    input: options.input,
    signal: run.signal,
    environment: { LANG: "C.UTF-8" },
    onOutput: (stream, text) => {
      if (!options.quiet) run.emit({ type: "output", at: now(), stream, text });
    },
  });
  const fault = result.exitCode === 0 ? undefined : platformFault(result.stderr);
  if (fault) throw new Error(fault);
  return result;
}

/**
 * Words of the engine that no Compose file can bring about. A run in which they fall is broken off: what we
 * broke must never be written down as the student's failure.
 */
const ourFaults = [
  /cannot connect to the docker daemon/i,
  /error during connect|error while dialing|connection reset by peer|broken pipe|unexpected EOF/i,
  /the lab's gate could not serve this request/i,
  /iptables failed|failed to set ?up ip ?tables/i,
  /no space left on device/i,
  /could not find an available.*address pool|all predefined address pools/i,
  /runc.*(?:resource temporarily unavailable|cannot allocate memory)|fork\/exec .*: /i,
];

function platformFault(words: string): string | undefined {
  return words.split("\n").find((line) => ourFaults.some((fault) => fault.test(line)));
}

/** What a person reads of a command's end: its words without the lines of progress. */
export function answerOf(result: ExecResult, timeoutSeconds: number): string {
  const words = `${result.stdout}\n${result.stderr}`
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !progress.test(line));
  if (result.exitCode === timedOut) words.push(`(stopped after ${timeoutSeconds} s)`);
  return words.slice(-12).join("\n").slice(0, 2000) || `exit code ${result.exitCode}`;
}

const progress =
  /^(Container|Network|Volume|Image) \S+\s+(Creating|Created|Starting|Started|Waiting|Healthy|Recreate|Recreated|Running|Stopping|Stopped|Removing|Removed|Restarting|Exited|Built|Building|Killing|Killed)$/;

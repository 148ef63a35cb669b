import { composeOptions, type With } from "../../lib/grading/vocabulary/with.ts";
import { engineWorks } from "../engine/alive.ts";
import type { ExecResult } from "../sandbox/exec.ts";
import { toolboxName } from "../sandbox/paths.ts";
import { now, type RunState } from "./run-state.ts";

/** Exit code of a command whose time ran out. */
export const timedOut = 124;

/** 128 + SIGKILL: nothing that Compose itself ends with. */
const killed = 137;

/** A student's script may have put another `docker compose` into its home; this folder nobody can make. */
const noConfig = "/nobody/.docker";

/**
 * The program that `docker compose` starts, and how it knows that it was (`ReexecEnvvar` of docker/cli's
 * cli-plugins/metadata). Called directly, for `docker` first asks every plugin who it is: three programs for one.
 */
const plugin = "/usr/local/lib/docker/cli-plugins/docker-compose";
const asPlugin = { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: "docker" };

type Running = Pick<RunState, "context" | "sandbox" | "signal" | "emit">;

/** Runs the real `docker compose` in the toolbox; what it prints goes to the page while it prints. */
export async function compose(
  run: Running,
  argument: string[],
  options: { timeoutSeconds: number; input?: string; quiet?: boolean; with?: With },
): Promise<ExecResult> {
  const command = [plugin, "compose", "--ansi", "never", ...composeOptions(options.with), ...argument];
  const result = await run.sandbox.exec(command, {
    timeoutMs: options.timeoutSeconds * 1000,
    input: options.input,
    signal: run.signal,
    withoutPorts: true,
    environment: { ...options.with?.env, ...asPlugin, LANG: "C.UTF-8", DOCKER_CONFIG: noConfig },
    onOutput: (stream, text) => {
      if (!options.quiet) run.emit({ type: "output", at: now(), stream, text });
    },
  });
  if (result.exitCode !== 0) await refuseOurFaults(run, result);
  return result;
}

/** Throws when a command failed because of us: then there is nothing that a student could be told to mend. */
async function refuseOurFaults(run: Running, result: ExecResult): Promise<void> {
  const fault = result.stderr.split("\n").find((line) => ourFaults.some((pattern) => pattern.test(line)));
  if (fault) throw new Error(fault);
  if (result.exitCode === killed) throw new Error("docker compose was killed");
  const { engine, settings } = run.context;
  if (!(await engineWorks(engine, settings))) throw new Error("the engine does not work");
  const { State } = await engine.docker.getContainer(toolboxName(run.sandbox.id)).inspect();
  if (!State.Running) throw new Error("the sandbox's toolbox ended");
}

/**
 * Words of the engine that no Compose file can bring about. A run in which they fall is broken off: what we
 * broke must never be written down as the student's failure.
 */
const ourFaults = [
  /cannot connect to the docker daemon/i,
  /error during connect|error while dialing|connection reset by peer|broken pipe|unexpected EOF|ttrpc: closed/i,
  /the lab's gate could not serve this request/i,
  /iptables failed|failed to set ?up ip ?tables/i,
  /no space left on device/i,
  /could not find an available.*address pool|all predefined address pools/i,
  /runc.*(?:resource temporarily unavailable|cannot allocate memory)|fork\/exec .*: /i,
];

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

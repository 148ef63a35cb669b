import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../lib/process/identity.ts";
import { lockHolder } from "../lib/process/lock.ts";
import { keepLogSmall, keepLogsSmall } from "../lib/process/log-file.ts";

export type ChildSpec = {
  /** Asked for at every start. */
  command: () => [string, ...string[]];
  directory: string;
  environment: Record<string, string>;
  /** The child takes this lock; a holder that is there already is watched over instead of starting a second one. */
  lockFile: string;
  logFile: string;
  /** Called when it ended without having been asked to. */
  onDeath: (how: string) => void;
};

export type Kept = { stop(): Promise<void> };

const lookMilliseconds = 250;
const firstDelay = 200;
const longestDelay = 10_000;
/** A child that lived so long has not failed at its start. */
const steadyMilliseconds = 20_000;
const stopMilliseconds = 8_000;

/** Keeps one process running until it is stopped: starts it, or adopts it, and does so again when it ends. */
export function keepRunning(spec: ChildSpec): Kept {
  const stopping = new AbortController();
  let current: number | undefined;

  const lifeOf = async () => {
    const holder = lockHolder(spec.lockFile);
    if (holder) {
      current = Number(holder.process.split("-")[0]);
      while (isAlive(holder.process)) await sleep(lookMilliseconds);
      return "";
    }
    return spawnOnce(spec, (pid) => {
      current = pid;
      if (stopping.signal.aborted) terminate(pid, "SIGTERM");
    });
  };
  const keep = async () => {
    let delay = firstDelay;
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const how = await lifeOf();
      current = undefined;
      if (stopping.signal.aborted) return;
      spec.onDeath(how);
      delay = Date.now() - startedAt > steadyMilliseconds ? firstDelay : Math.min(delay * 2, longestDelay);
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const kept = keep();
  const leaveLog = keepLogsSmall([spec.logFile]);
  return {
    stop: async () => {
      leaveLog();
      stopping.abort();
      if (current) terminate(current, "SIGTERM");
      const late = setTimeout(() => current && terminate(current, "SIGKILL"), stopMilliseconds);
      await kept;
      clearTimeout(late);
    },
  };
}

/** In a session of its own: Ctrl-C in the terminal is ours, we stop the children in order. */
function spawnOnce(spec: ChildSpec, onStart: (pid: number) => void): Promise<string> {
  const [program, ...options] = spec.command();
  keepLogSmall(spec.logFile);
  const log = openSync(spec.logFile, "a", 0o600);
  const child = spawn(program, options, {
    cwd: spec.directory,
    env: { ...process.env, ...spec.environment },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  if (child.pid) onStart(child.pid);
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function terminate(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

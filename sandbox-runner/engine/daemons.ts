import { spawn } from "node:child_process";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAlive, processIdentity, waitForExit } from "../../lib/process/identity.ts";
import { keepLogSmall } from "../../lib/process/log-file.ts";

/** A background program of the private engine: it outlives the process that started it. */
export type Daemon = {
  name: "containerd" | "dockerd";
  command: string[];
  environment: Record<string, string>;
  /** Holds `<pid>-<start>` of what we started. */
  identityFile: string;
  logFile: string;
};

export function daemonFiles(engineDirectory: string, name: Daemon["name"]) {
  return {
    identityFile: path.join(engineDirectory, "run", `${name}.identity`),
    logFile: path.join(engineDirectory, "logs", `${name}.log`),
  };
}

/** Identity of the running daemon, or undefined when it does not run. */
export async function runningDaemon(daemon: Pick<Daemon, "identityFile">): Promise<string | undefined> {
  const identity = await readFile(daemon.identityFile, "utf8").catch(() => undefined);
  return identity && isAlive(identity) ? identity : undefined;
}

/** Starts the program in a session of its own, its output appended to the log. */
export async function startDaemon(daemon: Daemon): Promise<void> {
  keepLogSmall(daemon.logFile);
  const log = await open(daemon.logFile, "a");
  try {
    const [program = "", ...rest] = daemon.command;
    const child = spawn(program, rest, {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      cwd: "/",
      // Next's types want NODE_ENV in every environment; the daemons get only what is listed.
      env: daemon.environment as NodeJS.ProcessEnv,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    const pid = child.pid ?? 0;
    await writeFile(daemon.identityFile, processIdentity(pid) ?? "");
  } finally {
    await log.close();
  }
}

/** Asks the daemon to end, and kills it when it has not ended in time. */
export async function stopDaemon(daemon: Pick<Daemon, "identityFile">, graceMs: number): Promise<void> {
  const identity = await runningDaemon(daemon);
  if (identity) {
    const pid = Number(identity.split("-")[0]);
    trySignal(pid, "SIGTERM");
    if (!(await waitForExit(identity, graceMs))) {
      trySignal(pid, "SIGKILL");
      await waitForExit(identity, 5000);
    }
  }
  await rm(daemon.identityFile, { force: true });
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

/** The last lines of a daemon's log, to be shown when it does not come up. */
export async function logTail(logFile: string, lines = 8): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-lines).join("\n");
}

import { spawn } from "node:child_process";
import path from "node:path";
import { isAlive, ownIdentity, processIdentity } from "../lib/process/identity.ts";

const lookMilliseconds = 500;

export type GuardKeeper = { diedAt(): number; stop(): void };

/**
 * The guard starts a killed supervisor again; the supervisor replaces a killed guard. So the product goes on as
 * long as not both are killed at the same moment.
 *
 * @param guard the process that guards this one now.
 * @param lockFile our lock: the guard sees by it whether we ended in order.
 */
export function keepGuard(guard: string, repository: string, lockFile: string): GuardKeeper {
  let current = guard;
  let diedAt = 0;
  const timer = setInterval(() => {
    if (isAlive(current)) return;
    diedAt = Date.now();
    const program = path.join(repository, "setup", "start.mjs");
    const child = spawn(process.execPath, [program, "--watch", `${ownIdentity()}@${lockFile}`], {
      cwd: repository,
      stdio: "inherit",
    });
    child.once("error", () => undefined);
    child.unref();
    current = processIdentity(child.pid ?? 0) ?? "";
  }, lookMilliseconds);
  timer.unref();
  return { diedAt: () => diedAt, stop: () => clearInterval(timer) };
}

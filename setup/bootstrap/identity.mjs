import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * The same as `lib/process/identity.ts`, which this Node may be too old to read: a process by its number and its
 * start, or nothing when it does not run.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processIdentity(pid) {
  try {
    if (process.platform !== "linux") {
      const start = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
      return `${pid}-${Date.parse(start.trim())}`;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : `${pid}-${rest[18]}`;
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} identity */
export function isAlive(identity) {
  const pid = Number(identity?.split("-")[0]);
  return pid > 0 && processIdentity(pid) === identity;
}

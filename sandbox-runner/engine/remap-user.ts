import { appendFile, readFile } from "node:fs/promises";
import { runCommand, tryCommand } from "./run-command.ts";

/** System user whose subordinate ids stand for the users inside containers; nobody signs in as it. */
export const remapUser = "composelab-remap";

const rangeSize = 65_536;
const lowestStart = 1_500_000;

/** Makes the user and its ranges in /etc/subuid and /etc/subgid unless they are there. Needs root. */
export async function ensureRemapUser(): Promise<void> {
  const known = await tryCommand(["getent", "passwd", remapUser]);
  if (known.exitCode !== 0) {
    const options = [
      "--system",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
    ];
    await runCommand(["useradd", ...options, "--user-group", remapUser]);
  }
  for (const file of ["/etc/subuid", "/etc/subgid"]) {
    const text = await readFile(file, "utf8").catch(() => "");
    const line = missingRange(text, remapUser);
    if (line) await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`);
  }
}

/** The line to add so that `user` has a range of its own above all others; undefined when it has one. */
export function missingRange(text: string, user: string): string | undefined {
  const ranges = text.split("\n").map((line) => line.trim().split(":"));
  if (ranges.some(([name, , count]) => name === user && Number(count) >= rangeSize)) return undefined;
  const ends = ranges.map(([, start, count]) => Number(start) + Number(count)).filter(Number.isFinite);
  const start = Math.ceil(Math.max(lowestStart, ...ends) / rangeSize) * rangeSize;
  return `${user}:${start}:${rangeSize}`;
}

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { isAlive, processIdentity } from "../../../lib/process/identity.ts";
import { type Kept, keepRunning } from "../../../setup/keep-running.ts";
import { until } from "../db/until.ts";

const opened: Kept[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((kept) => kept.stop()));
});

function keepSleeper() {
  const directory = mkdtempSync(path.join(tmpdir(), "composelab-keep-"));
  const lockFile = path.join(directory, "lock.json");
  const starts = path.join(directory, "starts");
  const deaths: string[] = [];
  const start = () => {
    const kept = keepRunning({
      command: () => ["sh", "-c", `echo $$ >> ${starts}; exec sleep 60`],
      directory,
      environment: {},
      lockFile,
      logFile: path.join(directory, "log"),
      onDeath: (how) => deaths.push(how),
    });
    opened.push(kept);
    return kept;
  };
  const pids = () => {
    try {
      return readFileSync(starts, "utf8").trim().split("\n").map(Number);
    } catch {
      return [];
    }
  };
  return { start, pids, deaths, lockFile };
}

test("a process that is killed must be started again", async () => {
  const sleeper = keepSleeper();
  sleeper.start();
  await until(async () => sleeper.pids().length === 1);
  process.kill(sleeper.pids()[0] ?? 0, "SIGKILL");
  await until(async () => sleeper.pids().length === 2);
  expect(sleeper.deaths).toEqual(["SIGKILL"]);
});

test("stopping must end the process and not start another one", async () => {
  const sleeper = keepSleeper();
  const kept = sleeper.start();
  await until(async () => sleeper.pids().length === 1);
  const identity = processIdentity(sleeper.pids()[0] ?? 0) ?? "";
  await kept.stop();
  expect(isAlive(identity)).toBe(false);
  expect(sleeper.pids()).toHaveLength(1);
  expect(sleeper.deaths).toEqual([]);
});

test("a process that runs already must be taken over, and replaced only when it ends", async () => {
  const sleeper = keepSleeper();
  const running = spawn("sleep", ["60"]);
  const identity = processIdentity(running.pid ?? 0) ?? "";
  writeFileSync(sleeper.lockFile, JSON.stringify({ process: identity }));
  const kept = sleeper.start();
  expect(sleeper.pids()).toEqual([]);
  running.kill("SIGKILL");
  await until(async () => sleeper.pids().length === 1);
  await kept.stop();
});

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isAlive, ownIdentity, processIdentity } from "../../../lib/process/identity.ts";
import { lockHolder, takeLock } from "../../../lib/process/lock.ts";

const lockFile = () => path.join(mkdtempSync(path.join(tmpdir(), "composelab-lock-")), "web.json");

test("a process must be told from another one that was given the same number", () => {
  const own = ownIdentity();
  expect(isAlive(own)).toBe(true);
  expect(isAlive(`${process.pid}-1`)).toBe(false);
  expect(isAlive("not a process")).toBe(false);
});

test("a process that has ended and not been waited for must not count as running", async () => {
  const child = spawn("sleep", ["60"]);
  const identity = processIdentity(child.pid ?? 0) ?? "";
  expect(isAlive(identity)).toBe(true);
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  expect(isAlive(identity)).toBe(false);
});

test("a lock must have one holder, and be free again when it is released", () => {
  const file = lockFile();
  const lock = takeLock(file, { port: 3000 });
  expect(lockHolder(file)).toMatchObject({ process: ownIdentity(), port: 3000 });
  expect(takeLock(file)).toBeUndefined();
  lock?.update({ port: 3001 });
  expect(lockHolder(file)).toMatchObject({ port: 3001 });
  lock?.release();
  expect(existsSync(file)).toBe(false);
  expect(takeLock(file)).toBeDefined();
});

test("the lock of a dead process, and a torn one, must be taken over", () => {
  const file = lockFile();
  writeFileSync(file, JSON.stringify({ process: `${process.pid}-1` }));
  expect(lockHolder(file)).toBeUndefined();
  const lock = takeLock(file);
  expect(lock).toBeDefined();
  lock?.release();
  writeFileSync(file, "");
  expect(takeLock(file)).toBeDefined();
});

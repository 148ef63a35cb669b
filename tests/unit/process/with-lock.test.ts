import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAlive, ownIdentity } from "../../../lib/process/identity.ts";
import { withLock } from "../../../lib/process/with-lock.ts";
import { liveUsers, registerUser, unregisterUser } from "../../../sandbox-runner/engine/users.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "composelab-lock-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("the lock", () => {
  test("must let one at a time in, also within one process", async () => {
    const file = path.join(directory, "lock");
    let inside = 0;
    let most = 0;
    const visit = () =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside--;
      });
    await Promise.all([visit(), visit(), visit()]);
    expect(most).toBe(1);
  });

  test("must be taken over from a process that has died, by one of those who wait", async () => {
    const file = path.join(directory, "lock");
    await writeFile(file, "999999-1");
    const order: number[] = [];
    await Promise.all([1, 2].map((name) => withLock(file, async () => void order.push(name))));
    expect(order.toSorted()).toEqual([1, 2]);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  test("must be given back when the action fails, and not be waited for after an abort", async () => {
    const file = path.join(directory, "lock");
    const failing = withLock(file, async () => {
      throw new Error("first error");
    });
    await expect(failing).rejects.toThrow("first error");
    await writeFile(file, ownIdentity());
    const waiting = withLock(file, async () => undefined, AbortSignal.timeout(50));
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});

describe("the users of the private engine", () => {
  test("must be the living processes only, a recycled pid not among them", async () => {
    await registerUser(directory);
    await writeFile(path.join(directory, "users", "1"), "1-12345");
    await writeFile(path.join(directory, "users", "999999"), "999999-1");
    expect(await liveUsers(directory)).toEqual([process.pid]);
  });

  test("must end with the last one who had registered", async () => {
    expect(await unregisterUser(directory)).toBe(false);
    await registerUser(directory);
    expect(await unregisterUser(directory)).toBe(true);
  });

  test("must tell a living process from one that was never there", async () => {
    expect(isAlive(ownIdentity())).toBe(true);
    expect(isAlive("999999-1")).toBe(false);
    expect(isAlive("")).toBe(false);
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { withInstallLock } from "../../../setup/bootstrap/install-lock.mjs";

const repositoryOf = () => mkdtempSync(path.join(tmpdir(), "composelab-install-test-"));

test("two installations must take turns, and leave nothing behind", async () => {
  const repository = repositoryOf();
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    expect(readdirSync(repository)).toEqual([".install.lock"]);
    inside -= 1;
  };
  await Promise.all([withInstallLock(repository, work), withInstallLock(repository, work)]);
  expect(most).toBe(1);
  expect(readdirSync(repository)).toEqual([]);
});

test("the lock of a dead process must not hold anybody up", async () => {
  const repository = repositoryOf();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(path.join(repository, ".install.lock"), `${pid}-1`);
  expect(await withInstallLock(repository, async () => "done")).toBe("done");
  expect(existsSync(path.join(repository, ".install.lock"))).toBe(false);
});

import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive, processIdentity } from "./identity.mjs";

/**
 * Two commands that are started together do not install over each other.
 *
 * @template Answer
 * @param {string} repository
 * @param {() => Promise<Answer>} work
 * @returns {Promise<Answer>}
 */
export async function withInstallLock(repository, work) {
  const name = createHash("sha256").update(repository).digest("hex").slice(0, 12);
  const file = path.join(tmpdir(), `composelab-install-${name}`);
  while (!take(file)) await pause(500);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, processIdentity(process.pid) ?? "", { flag: "wx" });
    return true;
  } catch {
    if (!isAlive(readQuietly(file))) rmSync(file, { force: true });
    return false;
  }
}

function readQuietly(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

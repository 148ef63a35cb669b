import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive, processIdentity } from "./identity.mjs";

const lookMilliseconds = 500;

/**
 * Two commands that are started together do not install over each other. The lock lies beside what is installed:
 * in a directory that everybody may write to, anybody could hold it.
 *
 * @template Answer
 * @param {string} repository
 * @param {() => Promise<Answer>} work
 * @returns {Promise<Answer>}
 */
export async function withInstallLock(repository, work) {
  const file = path.join(repository, ".install.lock");
  while (!take(file)) await pause(lookMilliseconds);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A hard link is made or refused in one step, with its holder's name already in it. */
function take(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, processIdentity(process.pid) ?? "");
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!isAlive(readQuietly(file))) moveAway(file);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The move has one winner; what turns out to be the lock of a living process, placed in between, is put back. */
function moveAway(file) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (isAlive(readQuietly(aside))) linkSync(aside, file);
  } catch {
    // Somebody else was faster.
  }
  rmSync(aside, { force: true });
}

function readQuietly(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

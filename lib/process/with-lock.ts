import { link, mkdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAlive, ownIdentity } from "./identity.ts";

const pollMs = 100;

/**
 * Runs `action` while holding the lock file. A lock whose holder has died is taken over.
 * Within one process, callers wait for each other as well.
 *
 * @throws when `signal` aborts while waiting.
 */
export async function withLock<T>(file: string, action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const own = ownIdentity();
  const draft = `${file}.${own}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, own);
  try {
    while (!(await tryLink(draft, file))) {
      signal?.throwIfAborted();
      await removeIfDead(file);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await rm(draft, { force: true });
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

/** A hard link is made or refused in one step, with the content already inside. */
async function tryLink(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function removeIfDead(file: string): Promise<void> {
  const holder = await readFile(file, "utf8").catch(() => undefined);
  if (holder === undefined || isAlive(holder)) return;
  // Only one of several waiters may remove it: the one that wins this second link.
  const breaking = `${file}.breaking`;
  if (!(await tryLink(file, breaking).catch(() => false))) {
    await removeStaleBreaking(breaking);
    return;
  }
  try {
    const now = await readFile(file, "utf8").catch(() => undefined);
    if (now === holder) await unlink(file).catch(() => {});
  } finally {
    await rm(breaking, { force: true });
  }
}

/** A waiter that died while breaking the lock leaves this link behind; it is removed after a moment. */
async function removeStaleBreaking(breaking: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pollMs * 10));
  await rm(breaking, { force: true });
}

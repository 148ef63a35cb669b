import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { isAlive, ownIdentity } from "./identity.ts";

const holderSchema = z.looseObject({ process: z.string() });

/** What a lock file says about its holder: the process, and what else it wants known. */
export type Holder = z.infer<typeof holderSchema>;

export type Lock = {
  /** Writes down something more about the holder. */
  update(about: Record<string, unknown>): void;
  release(): void;
};

/** Who holds a lock now. Nothing when nobody does, or when the holder died without releasing it. */
export function lockHolder(file: string): Holder | undefined {
  const holder = readHolder(file);
  return holder && isAlive(holder.process) ? holder : undefined;
}

/**
 * Takes a lock that is held for the life of a process. The lock of a dead process is taken over, also when
 * several try at once.
 *
 * @returns nothing when a living process holds it.
 */
export function takeLock(file: string, about: Record<string, unknown> = {}): Lock | undefined {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = ownIdentity();
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ process: own, ...about }), { mode: 0o600 });
  try {
    if (!place(draft, file) && !(removeDead(file) && place(draft, file))) return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    update: (more) => {
      writeFileSync(draft, JSON.stringify({ process: own, ...about, ...more }), { mode: 0o600 });
      renameSync(draft, file);
    },
    release: () => {
      if (readHolder(file)?.process === own) rmSync(file, { force: true });
    },
  };
}

/** A hard link is made or refused in one step, with the content already in it. */
function place(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch {
    return false;
  }
}

/**
 * Moves a dead holder's lock away. The move has one winner; when it turns out that a living process had
 * placed its own in between, it is put back.
 */
function removeDead(file: string): boolean {
  if (lockHolder(file)) return false;
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  const living = lockHolder(aside) !== undefined;
  if (living) place(aside, file);
  rmSync(aside, { force: true });
  return !living;
}

function readHolder(file: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A secret of this installation, made at its first use and kept under `<data>/secrets`, readable by its owner
 * only. Two processes that ask at once get the same one.
 */
export function readSecret(dataDirectory: string, name: string): string {
  const directory = path.join(dataDirectory, "secrets");
  const file = path.join(directory, name);
  return read(file) ?? make(directory, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function make(directory: string, file: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString("base64url");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return secret;
  } catch {
    // Somebody else was first, or an interrupted write left an empty file.
    const theirs = read(file);
    if (theirs) return theirs;
    writeFileSync(file, `${secret}\n`, { mode: 0o600 });
    return secret;
  } finally {
    rmSync(draft, { force: true });
  }
}

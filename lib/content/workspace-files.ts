import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { WorkspaceFile } from "../compose/types.ts";

/** What a workspace may hold: more is no Compose project but somebody's whole disk. */
export const workspaceBounds = { files: 300, bytes: 2 * 1024 * 1024 };

const ignored = new Set([".git", "node_modules", ".DS_Store", "__MACOSX"]);

/** Whether a file or folder of this name is none of the project's. */
export function isIgnored(name: string): boolean {
  return ignored.has(name);
}

/** The folder holds more than a workspace may. */
export class WorkspaceTooLarge extends Error {
  override readonly name = "WorkspaceTooLarge";
}

/**
 * The text files below a folder, sorted by path; a single file is a workspace with only that file in it.
 * Links are not followed and files that are not UTF-8 text are left out. Throws WorkspaceTooLarge, or the
 * file system's error when there is nothing at the path.
 */
export async function readWorkspace(path: string): Promise<WorkspaceFile[]> {
  if ((await stat(path)).isFile()) {
    const content = await readText(path);
    return content === undefined ? [] : [{ path: composeName(path), content }];
  }
  const files: WorkspaceFile[] = [];
  await readInto(files, path, "");
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function readInto(files: WorkspaceFile[], root: string, below: string): Promise<void> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (isIgnored(entry.name)) continue;
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) await readInto(files, root, path);
    if (!entry.isFile()) continue;
    const content = await readText(join(root, path));
    if (content !== undefined) files.push({ path, content });
    const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
    if (files.length > workspaceBounds.files || bytes > workspaceBounds.bytes)
      throw new WorkspaceTooLarge(root);
  }
}

async function readText(path: string): Promise<string | undefined> {
  if ((await stat(path)).size > workspaceBounds.bytes) throw new WorkspaceTooLarge(path);
  return textOf(await readFile(path));
}

/** Undefined for what is not UTF-8 text. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A single file handed in under any name is the Compose file. */
function composeName(path: string): string {
  const name = basename(path);
  return /^(docker-)?compose\.ya?ml$/.test(name) ? name : "compose.yaml";
}

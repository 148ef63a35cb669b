import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { WorkspaceFile } from "../lib/compose/types.ts";

const maxFiles = 200;
const maxBytes = 1024 * 1024;
const ignored = new Set([".git", "node_modules"]);

/** Reads a folder as a student's workspace: regular files only, links not followed, bounded in number and size. */
export async function readWorkspaceFiles(directory: string): Promise<WorkspaceFile[]> {
  if (!(await stat(directory)).isDirectory()) throw new Error(`${directory} is not a directory`);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files: WorkspaceFile[] = [];
  let bytes = 0;
  for (const entry of entries.filter((each) => each.isFile())) {
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(directory, absolute).split(sep).join("/");
    if (path.split("/").some((segment) => ignored.has(segment))) continue;
    bytes += (await stat(absolute)).size;
    if (files.length === maxFiles) throw new Error(`${directory} holds more than ${maxFiles} files`);
    if (bytes > maxBytes) throw new Error(`${directory} holds more than ${maxBytes / 1024} KiB`);
    files.push({ path, content: await readFile(absolute, "utf8") });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

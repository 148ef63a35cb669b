import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import { workspaceLimits, workspacePathSchema } from "../../../lib/content/workspace-schema.ts";
import type { FileEntry } from "../../../lib/live/protocol.ts";

/** Folders that hold nothing: a draft is made of files, and would lose them. In order, and no more than a draft has files. */
export function emptyFolders(entries: Iterable<FileEntry>): string[] {
  const all = [...entries];
  const parents = new Set(all.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/")))));
  return all
    .filter(({ kind, path }) => kind === "directory" && !parents.has(path))
    .map(({ path }) => path)
    .filter((path) => workspacePathSchema.safeParse(path).success)
    .sort()
    .slice(0, workspaceLimits.files);
}

/** The part of a workspace that a draft can hold, and the files that it cannot. */
export function draftable(entries: Iterable<FileEntry>): { files: WorkspaceFile[]; omitted: string[] } {
  const files: WorkspaceFile[] = [];
  const omitted: string[] = [];
  let room: number = workspaceLimits.allCharacters;
  const all = [...entries].filter((entry) => entry.kind === "file");
  // The shallow ones first: compose.yaml must not go for the sake of what a tool unpacked below.
  const depth = (entry: FileEntry) => entry.path.split("/").length;
  for (const { path, content } of all.sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1))) {
    const fits =
      content !== null &&
      content.length <= Math.min(room, workspaceLimits.fileCharacters) &&
      files.length < workspaceLimits.files &&
      workspacePathSchema.safeParse(path).success;
    if (!fits) {
      omitted.push(path);
      continue;
    }
    files.push({ path, content });
    room -= content.length;
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), omitted };
}

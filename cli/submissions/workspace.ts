import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { textOf, WorkspaceTooLarge, workspaceBounds } from "../../lib/content/workspace-files.ts";
import type { PackedFile } from "./packed.ts";

/** The text files of an archive as a workspace. @throws WorkspaceTooLarge */
export function workspaceOf(name: string, packed: PackedFile[]): WorkspaceFile[] {
  const files: WorkspaceFile[] = [];
  let size = 0;
  for (const { path, bytes } of packed) {
    if (bytes.length > workspaceBounds.bytes) throw new WorkspaceTooLarge(`${name}/${path}`);
    const content = textOf(bytes);
    if (content === undefined) continue;
    files.push({ path, content });
    size += content.length;
    if (files.length > workspaceBounds.files || size > workspaceBounds.bytes)
      throw new WorkspaceTooLarge(name);
  }
  return unwrapped(files).sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Without the folder that all the files stand in: who packs a folder hands in the folder. */
export function unwrapped<File extends { path: string }>(files: File[]): File[] {
  const wrapper = files[0]?.path.split("/")[0];
  const isWrapped = files.every(({ path }) => path.startsWith(`${wrapper}/`));
  if (wrapper === undefined || files.length === 0 || !isWrapped) return files;
  return unwrapped(files.map((file) => ({ ...file, path: file.path.slice(wrapper.length + 1) })));
}

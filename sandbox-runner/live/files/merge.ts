import { createHash } from "node:crypto";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";

/** SHA-256 of the UTF-8 text, as the agent says it of a file. */
export function hashOf(content: string): string {
  return createHash("sha256").update(content, "utf8").digest("hex");
}

export function hashesOf(files: WorkspaceFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, content }) => [path, hashOf(content)]));
}

/** What the workspace has to take over from the draft; no content: the file goes. `base` is what it has now. */
type Takeover = { path: string; content: string | undefined; base: string | null };

export type Merge = { files: WorkspaceFile[]; takeovers: Takeover[]; conflicts: string[] };

/**
 * Brings together what the workspace holds and what a page has saved since, file by file. Whoever changed a file
 * alone wins. Where both did, the workspace does, since its page is asked; but what one changed and the other
 * removed stays.
 *
 * @param base the hashes of the draft that both began with.
 */
export function mergeWorkspace(
  base: Record<string, string>,
  workspace: WorkspaceFile[],
  draft: WorkspaceFile[],
): Merge {
  const ours = new Map(workspace.map((file) => [file.path, file.content]));
  const theirs = new Map(draft.map((file) => [file.path, file.content]));
  const merged: Merge = { files: [], takeovers: [], conflicts: [] };
  for (const path of [...new Set([...ours.keys(), ...theirs.keys()])].sort()) {
    const our = ours.get(path);
    const their = theirs.get(path);
    const before = Object.hasOwn(base, path) ? base[path] : undefined;
    const ourHash = our === undefined ? undefined : hashOf(our);
    const theirHash = their === undefined ? undefined : hashOf(their);
    const isTheirs =
      ourHash !== theirHash && theirHash !== before && (ourHash === before || ourHash === undefined);
    const content = isTheirs ? their : our;
    if (content !== undefined) merged.files.push({ path, content });
    if (isTheirs) merged.takeovers.push({ path, content: their, base: ourHash ?? null });
    const isConflict = ![before, theirHash].includes(ourHash) && theirHash !== before && !isTheirs;
    if (isConflict && theirHash !== undefined) merged.conflicts.push(path);
  }
  return merged;
}

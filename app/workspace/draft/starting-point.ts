import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Draft } from "../api.ts";

export type StartingPoint =
  | { kind: "files"; files: WorkspaceFile[]; version: number; unsaved: boolean }
  | { kind: "conflict"; mine: WorkspaceFile[]; theirs: Draft };

/**
 * Which files the editor opens with: what this browser had not saved yet, if the server knows nothing newer;
 * else what the server has; else what the exercise begins with.
 */
export function startingPoint(
  server: Draft | undefined,
  local: Draft | undefined,
  starter: WorkspaceFile[],
): StartingPoint {
  const version = server?.version ?? 0;
  if (local && !sameFiles(local.files, server?.files ?? starter)) {
    if (server && local.version !== version) return { kind: "conflict", mine: local.files, theirs: server };
    return { kind: "files", files: local.files, version, unsaved: true };
  }
  return { kind: "files", files: server?.files ?? starter, version, unsaved: false };
}

export function sameFiles(some: WorkspaceFile[], others: WorkspaceFile[]): boolean {
  return (
    some.length === others.length &&
    some.every((file) => others.some((other) => other.path === file.path && other.content === file.content))
  );
}

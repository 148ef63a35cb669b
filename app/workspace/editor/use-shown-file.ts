"use client";

import { useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { FileEntry } from "../../../lib/live/protocol.ts";
import { isEditable } from "../live/files/workspace-sync.ts";

type Files = { files: WorkspaceFile[]; entries: ReadonlyMap<string, FileEntry> | undefined };

/** The file that is shown: the one that was opened, or the first where that is gone. */
export function useShownFile(first: string, { files, entries }: Files) {
  const [path, open] = useState(first);
  const entry = entries?.get(path);
  /** What only the sandbox has, and no editor can hold. */
  const unreadable = entry && entry.kind !== "directory" && !isEditable(entry) ? entry : undefined;
  const isThere = unreadable !== undefined || files.some((file) => file.path === path);
  return { open, unreadable, active: isThere ? path : (files[0]?.path ?? "") };
}

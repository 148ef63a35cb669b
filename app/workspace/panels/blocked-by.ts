import type { SaveState } from "../draft/held.ts";

/** The lab cannot run anything; the files are not there yet; two versions of them wait for a choice. */
export type Blocked = "lab" | "opening" | "conflict";

type Standing = { canRun: boolean; opened: boolean; save: SaveState };

/** Why nothing can be started now; undefined when it can. */
export function blockedBy({ canRun, opened, save }: Standing): Blocked | undefined {
  if (!canRun) return "lab";
  if (!opened) return "opening";
  return save === "conflict" ? "conflict" : undefined;
}

import type { Draft } from "../api.ts";

/** What was typed and not yet saved by the server; kept by the browser through reloads, crashes and outages. */
export function readLocalCopy(storage: Pick<Storage, "getItem">, exercise: string): Draft | undefined {
  try {
    const copy: unknown = JSON.parse(storage.getItem(keyOf(exercise)) ?? "null");
    return isLocalCopy(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}

export function writeLocalCopy(storage: Pick<Storage, "setItem">, exercise: string, draft: Draft): void {
  try {
    storage.setItem(keyOf(exercise), JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the safety net, never the typing; the server still gets the draft.
  }
}

export function dropLocalCopy(storage: Pick<Storage, "removeItem">, exercise: string): void {
  storage.removeItem(keyOf(exercise));
}

function keyOf(exercise: string): string {
  return `composelab.draft.${exercise}`;
}

function isLocalCopy(value: unknown): value is Draft {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    typeof value.version === "number" &&
    "files" in value &&
    Array.isArray(value.files) &&
    value.files.every((file) => typeof file?.path === "string" && typeof file?.content === "string")
  );
}

import { refuse } from "../objects/refusal.ts";

/** What the gate asks of whoever measures the disk. */
export type DiskBook = {
  /** Bytes that the sandbox holds; looked at anew when the last look said that it is too much. */
  assess(): Promise<{ used: number; machineFull: boolean }>;
  /** Why the lab stopped this container, in a sentence for its `State.Error`. */
  reasonStopped(containerId: string): string | undefined;
};

/** A gate that nobody measures for. */
export const unmeasured: DiskBook = {
  assess: async () => ({ used: 0, machineFull: false }),
  reasonStopped: () => undefined,
};

/** After these there is more on the disk, or somebody who writes to it. */
const writing = new Set([
  "POST /containers/create",
  "POST /containers/{id}/start",
  "POST /containers/{id}/restart",
  "PUT /containers/{id}/archive",
  "POST /volumes/create",
  "POST /build",
]);

const mebibyte = 1024 * 1024;

/** Throws a refusal that says what is used and what is left when a request would write and there is no room. */
export async function assertRoom(
  route: { method: string; path: string },
  disk: DiskBook,
  limit: number,
): Promise<void> {
  if (!writing.has(`${route.method} ${route.path}`)) return;
  const { used, machineFull } = await disk.assess();
  if (machineFull) throw refuse("machine-full");
  if (used < limit) return;
  throw refuse("limit-disk", { used: mebibytes(used), limit: mebibytes(limit), left: mebibytes(0) });
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}

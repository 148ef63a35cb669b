import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import type { Message } from "../../../../lib/i18n/message.ts";
import type { ChannelRequest, FileEntry } from "../../../../lib/live/protocol.ts";

/**
 * What page and workspace last agreed on for one file. The hash is unknown until the runner has told it; the
 * content is null where the page does not show it (binary, too large).
 */
type Base = { content: string | null; hash: string | null };
/** A change that is on its way; null content is a removal. */
type Flight = { request: string; content: string | null };

export type FileConflict = {
  path: string;
  /** Null: removed here. */
  mine: string | null;
  /** Null: removed there. */
  theirs: FileEntry | null;
};

/** How the page's files stand to those of the sandbox's workspace. */
export type Sync = {
  bases: ReadonlyMap<string, Base>;
  flights: ReadonlyMap<string, Flight>;
  conflicts: readonly FileConflict[];
  /** What the runner would not write, and why; tried again when it has changed. */
  refusals: ReadonlyMap<string, { content: string | null; error: Message }>;
  /** Requests made so far: their names. */
  count: number;
};

export type Synced = { sync: Sync; files: WorkspaceFile[] };

/** Before the sandbox is known: page and draft agree on what was saved last. */
export function syncFrom(saved: WorkspaceFile[]): Sync {
  const bases = new Map(saved.map(({ path, content }): [string, Base] => [path, { content, hash: null }]));
  return { bases, flights: new Map(), conflicts: [], refusals: new Map(), count: 0 };
}

/** The workspace as a whole, after every connect: nothing that was on its way is any more. */
export function withWorkspace({ sync, files }: Synced, entries: FileEntry[]): Synced {
  const paths = new Set([
    ...sync.bases.keys(),
    ...files.map(({ path }) => path),
    ...entries.filter(isEditable).map(({ path }) => path),
  ]);
  const there = new Map(entries.map((entry) => [entry.path, entry]));
  return [...paths].reduce<Synced>((synced, path) => withTheirs(synced, path, there.get(path) ?? null), {
    sync: { ...sync, flights: new Map(), conflicts: [] },
    files,
  });
}

/** Some files of the workspace as they are now. */
export function withChanges(synced: Synced, changed: FileEntry[], removed: string[]): Synced {
  const news: [string, FileEntry | null][] = [
    ...changed.map((entry): [string, FileEntry] => [entry.path, entry]),
    ...removed.map((path): [string, null] => [path, null]),
  ];
  return news.reduce<Synced>((before, [path, theirs]) => {
    const flight = before.sync.flights.get(path);
    if (!flight) return withTheirs(before, path, theirs);
    // The answer to what is on its way decides, unless this is its echo.
    if (flight.content !== contentOf(theirs)) return before;
    return { sync: withAgreed(before.sync, path, theirs), files: before.files };
  }, synced);
}

/** What was on its way has arrived. */
export function withWritten(sync: Sync, path: string, request: string, hash: string | null): Sync {
  const flight = sync.flights.get(path);
  if (flight?.request !== request) return sync;
  return {
    ...sync,
    flights: without(sync.flights, path),
    bases:
      flight.content === null
        ? without(sync.bases, path)
        : withBase(sync, path, { content: flight.content, hash }),
  };
}

/** The workspace holds something else than what our change was based on. */
export function withRejected({ sync, files }: Synced, path: string, current: FileEntry | null): Synced {
  return withTheirs({ sync: { ...sync, flights: without(sync.flights, path) }, files }, path, current);
}

export function withRefused(sync: Sync, request: string, error: Message): Sync {
  const found = [...sync.flights].find(([, flight]) => flight.request === request);
  if (!found) return sync;
  const [path, { content }] = found;
  return {
    ...sync,
    flights: without(sync.flights, path),
    refusals: new Map(sync.refusals).set(path, { content, error }),
  };
}

/** The person's choice between two versions of one file. */
export function withChoice({ sync, files }: Synced, path: string, keep: "mine" | "theirs"): Synced {
  const conflict = sync.conflicts.find((entry) => entry.path === path);
  if (!conflict) return { sync, files };
  const settled = withAgreed(sync, path, conflict.theirs);
  return {
    sync: settled,
    files: keep === "theirs" ? withFile(files, path, contentOf(conflict.theirs)) : files,
  };
}

/** What must be sent so that the workspace has what the page has. One change per file is on its way at a time. */
export function pendingRequests({ sync, files }: Synced): { sync: Sync; requests: ChannelRequest[] } {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  const flights = new Map(sync.flights);
  const requests: ChannelRequest[] = [];
  let { count } = sync;
  for (const path of new Set([...contents.keys(), ...sync.bases.keys()])) {
    const base = sync.bases.get(path);
    const content = contents.get(path) ?? null;
    const refusal = sync.refusals.get(path);
    const waits = flights.has(path) || sync.conflicts.some((conflict) => conflict.path === path);
    if (waits || content === (base?.content ?? null) || (refusal && refusal.content === content)) continue;
    const request = `file-${++count}`;
    flights.set(path, { request, content });
    const place = { request, path, base: base?.hash ?? null };
    requests.push(content === null ? { type: "remove", ...place } : { type: "write", ...place, content });
  }
  return { sync: { ...sync, flights, count }, requests };
}

/** Whether the workspace has all that the page has. */
export function isSettled({ sync, files }: Synced): boolean {
  if (sync.flights.size > 0 || sync.conflicts.length > 0) return false;
  const shown = [...sync.bases.values()].filter(({ content }) => content !== null);
  return (
    files.length === shown.length &&
    files.every(({ path, content }) => sync.bases.get(path)?.content === content)
  );
}

/** Files with one of them changed, added or (null) removed; the others keep their places. */
export function withFile(files: WorkspaceFile[], path: string, content: string | null): WorkspaceFile[] {
  if (content === null) return files.filter((file) => file.path !== path);
  if (!files.some((file) => file.path === path)) return [...files, { path, content }];
  return files.map((file) => (file.path === path ? { path, content } : file));
}

/** Three-way: what was agreed on, what is here, what is there. */
function withTheirs({ sync, files }: Synced, path: string, theirs: FileEntry | null): Synced {
  const base = sync.bases.get(path)?.content ?? null;
  const mine = files.find((file) => file.path === path)?.content ?? null;
  const content = contentOf(theirs);
  if (mine === content || content === base) return { sync: withAgreed(sync, path, theirs), files };
  if (mine === base) return { sync: withAgreed(sync, path, theirs), files: withFile(files, path, content) };
  const conflicts = [...sync.conflicts.filter((entry) => entry.path !== path), { path, mine, theirs }];
  return { sync: { ...sync, conflicts }, files };
}

function withAgreed(sync: Sync, path: string, theirs: FileEntry | null): Sync {
  return {
    ...sync,
    conflicts: sync.conflicts.filter((conflict) => conflict.path !== path),
    bases: theirs
      ? withBase(sync, path, { content: contentOf(theirs), hash: theirs.hash })
      : without(sync.bases, path),
  };
}

function withBase(sync: Sync, path: string, base: Base): Map<string, Base> {
  return new Map(sync.bases).set(path, base);
}

function contentOf(entry: FileEntry | null): string | null {
  return entry && isEditable(entry) ? entry.content : null;
}

/** Text that the page may show and change. */
export function isEditable(entry: FileEntry): boolean {
  return entry.kind === "file" && entry.content !== null;
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import type { Message } from "../../../../lib/i18n/message.ts";
import type { ChannelEvent, ChannelRequest, FileEntry } from "../../../../lib/live/protocol.ts";
import type { FileRequest, LiveFiles, LiveSnapshot } from "../live-store.ts";
import {
  isSettled,
  pendingRequests,
  type Sync,
  type Synced,
  syncFrom,
  withChanges,
  withChoice,
  withRefused,
  withRejected,
  withWorkspace,
  withWritten,
} from "./workspace-sync.ts";

const pauseWhileTyping = 250;
/** A cut that lasts longer gives saving back to the page. */
const patience = 15_000;

type FileEvent = Extract<
  ChannelEvent,
  { type: "files" | "written" | "conflict" | "refused" | "saved" | "hello" }
>;
/** The session that a link belongs to. */
export type Outside = {
  send: (request: ChannelRequest) => boolean;
  set: (change: Partial<LiveSnapshot>) => void;
};

/** A change that the workspace did not take, in the runner's words. */
export class ChangeRefused extends Error {
  readonly reason: Message;

  constructor(reason: Message) {
    super(reason.code);
    this.reason = reason;
  }
}

export type FileLink = {
  /** A sandbox is made of these files: page and workspace agree on them. */
  beginWith: (files: WorkspaceFile[]) => void;
  hello: (event: Extract<FileEvent, { type: "hello" }>) => void;
  hear: (event: Exclude<FileEvent, { type: "hello" }>) => void;
  change: (request: FileRequest) => Promise<void>;
  resolve: (path: string, keep: "mine" | "theirs") => void;
  /** The connection is away: what is typed stays in the browser, and soon goes to the draft again. */
  cut: () => void;
  /** There is no sandbox any more. */
  end: () => void;
};

/** Keeps the page's files and those of the sandbox's workspace equal, over the channel. */
export function fileLink(files: LiveFiles, { send, set }: Outside): FileLink {
  let sync: Sync | undefined;
  let entries = new Map<string, FileEntry>();
  let detach: (() => void) | undefined;
  let isOpen = false;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let count = 0;
  const asked = new Map<string, { done: () => void; failed: (error: Error) => void }>();

  const flush = () => {
    const current = files.current();
    if (!sync || !current || !isOpen) return;
    const pending = pendingRequests({ sync, files: current });
    sync = pending.sync;
    for (const request of pending.requests) send(request);
    files.report(isSettled({ sync, files: current }) ? "saved" : "saving");
    set({ conflict: sync.conflicts[0], refusals: sync.refusals });
  };
  /** Works on page and workspace together, and shows and sends what comes of it. */
  const update = (work: (synced: Synced) => Synced) => {
    const current = files.current();
    if (!sync || !current) return;
    const next = work({ sync, files: current });
    sync = next.sync;
    if (next.files !== current) files.merge(next.files);
    flush();
  };
  const typed = (_: WorkspaceFile[]) => {
    files.report(isOpen ? "saving" : "away");
    clearTimeout(typing);
    typing = setTimeout(flush, pauseWhileTyping);
  };
  const failAll = () => {
    for (const { failed } of asked.values()) failed(new Error("the connection is away"));
    asked.clear();
  };
  const release = () => {
    clearTimeout(typing);
    clearTimeout(waiting);
    detach?.();
    detach = undefined;
  };

  return {
    beginWith: (given) => {
      sync = syncFrom(given);
    },
    hello: (event) => {
      clearTimeout(waiting);
      isOpen = true;
      entries = new Map(event.files.map((entry) => [entry.path, entry]));
      set({ entries, truncated: event.truncated, omitted: event.omitted });
      detach ??= files.attach(typed);
      files.report("saving", event.draftVersion);
      sync ??= syncFrom(files.saved());
      update((synced) => withWorkspace(synced, event.files));
    },
    hear: (event) => {
      switch (event.type) {
        case "files":
          entries = new Map(entries);
          for (const entry of event.changed) entries.set(entry.path, entry);
          for (const path of event.removed) entries.delete(path);
          set({ entries, truncated: event.truncated });
          return update((synced) => withChanges(synced, event.changed, event.removed));
        case "written":
          asked.get(event.request)?.done();
          return update(({ sync: before, files: current }) => ({
            sync: withWritten(before, event.path, event.request, event.hash),
            files: current,
          }));
        case "conflict":
          asked.get(event.request)?.failed(new Error("changed in the meantime"));
          return update((synced) => withRejected(synced, event.path, event.current));
        case "refused":
          asked.get(event.request)?.failed(new ChangeRefused(event.error));
          return update(({ sync: before, files: current }) => ({
            sync: withRefused(before, event.request, event.error),
            files: current,
          }));
        case "saved": {
          const current = files.current();
          const settled = sync && current && isSettled({ sync, files: current });
          files.report(settled ? "saved" : "saving", event.draftVersion);
          return set({ omitted: event.omitted });
        }
      }
    },
    change: (request) => {
      // What was typed in a file goes before its new name.
      flush();
      const name = `change-${++count}`;
      return new Promise<void>((done, failed) => {
        asked.set(name, { done, failed });
        if (!send({ ...request, request: name })) failed(new Error("the connection is away"));
      }).finally(() => asked.delete(name));
    },
    resolve: (path, keep) => update((synced) => withChoice(synced, path, keep)),
    cut: () => {
      isOpen = false;
      failAll();
      clearTimeout(waiting);
      waiting = setTimeout(release, patience);
    },
    end: () => {
      isOpen = false;
      failAll();
      release();
      sync = undefined;
      set({ conflict: undefined, refusals: new Map() });
    },
  };
}

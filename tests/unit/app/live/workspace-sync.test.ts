import { describe, expect, test } from "vitest";
import {
  isSettled,
  pendingRequests,
  type Synced,
  syncFrom,
  withChanges,
  withChoice,
  withFile,
  withRefused,
  withRejected,
  withWorkspace,
  withWritten,
} from "../../../../app/workspace/live/files/workspace-sync.ts";
import type { FileEntry } from "../../../../lib/live/protocol.ts";

const compose = { path: "compose.yaml", content: "services: {}\n" };

function entry(path: string, content: string | null, hash = `hash of ${content}`): FileEntry {
  return { path, kind: "file", size: content?.length ?? 9, hash, content };
}

/** Page and workspace agree on one file. */
function agreed(): Synced {
  const before = { sync: syncFrom([compose]), files: [compose] };
  return withWorkspace(before, [entry(compose.path, compose.content, "h1")]);
}

function typed({ sync, files }: Synced, content: string): Synced {
  return { sync, files: withFile(files, compose.path, content) };
}

function sent(synced: Synced) {
  const { sync, requests } = pendingRequests(synced);
  return { synced: { sync, files: synced.files }, requests };
}

describe("typing", () => {
  test("what was typed must be written, based on what was last agreed on", () => {
    const { requests } = sent(typed(agreed(), "services: {a: {}}\n"));
    expect(requests).toEqual([
      { type: "write", request: "file-1", path: compose.path, content: "services: {a: {}}\n", base: "h1" },
    ]);
  });

  test("one change of a file must be on its way at a time, and the next one follow it", () => {
    const first = sent(typed(agreed(), "one"));
    const second = sent(typed(first.synced, "two"));
    expect(second.requests).toEqual([]);
    const sync = withWritten(second.synced.sync, compose.path, "file-1", "h2");
    expect(sent({ sync, files: second.synced.files }).requests).toMatchObject([
      { type: "write", content: "two", base: "h2" },
    ]);
  });

  test("a removed file must be removed, and a new one written without a base", () => {
    const { requests } = sent({ ...agreed(), files: [{ path: "new.txt", content: "" }] });
    expect(requests).toMatchObject([
      { type: "write", path: "new.txt", base: null },
      { type: "remove", path: compose.path, base: "h1" },
    ]);
  });

  test("what was refused must wait until it is changed", () => {
    const { synced } = sent(typed(agreed(), "one"));
    const sync = withRefused(synced.sync, "file-1", { code: "x", params: {} });
    expect(sent({ sync, files: synced.files }).requests).toEqual([]);
    expect(sent(typed({ sync, files: synced.files }, "two")).requests).toHaveLength(1);
  });

  test("all must count as settled only when the workspace has it all", () => {
    expect(isSettled(agreed())).toBe(true);
    const { synced } = sent(typed(agreed(), "one"));
    expect(isSettled(synced)).toBe(false);
    const sync = withWritten(synced.sync, compose.path, "file-1", "h2");
    expect(isSettled({ sync, files: synced.files })).toBe(true);
  });
});

describe("the shell", () => {
  test("folders and files that are no text must not keep the rest from being saved", () => {
    const folder: FileEntry = { path: "web", kind: "directory", size: 0, hash: null, content: null };
    const after = withChanges(agreed(), [folder, entry("dump.bin", null), entry("web/a.txt", "")], []);
    expect(after.files.map(({ path }) => path)).toEqual([compose.path, "web/a.txt"]);
    expect(isSettled(after)).toBe(true);
  });

  test("a change of the shell must reach a file that nobody typed in", () => {
    const after = withChanges(agreed(), [entry(compose.path, "by the shell", "h2")], []);
    expect(after.files).toEqual([{ path: compose.path, content: "by the shell" }]);
    expect(sent(after).requests).toEqual([]);
  });

  test("a file that the shell removed must leave the page", () => {
    expect(withChanges(agreed(), [], [compose.path]).files).toEqual([]);
  });

  test("the echo of our own write must change nothing that was typed since", () => {
    const { synced } = sent(typed(agreed(), "one"));
    const after = withChanges(typed(synced, "one and more"), [entry(compose.path, "one", "h2")], []);
    expect(after.files[0]?.content).toBe("one and more");
    expect(after.sync.conflicts).toEqual([]);
  });

  test("a file that is no text any more must leave the editor", () => {
    expect(withChanges(agreed(), [entry(compose.path, null)], []).files).toEqual([]);
  });
});

describe("conflicts", () => {
  const shell = entry(compose.path, "by the shell", "h9");

  test("a file changed on both sides must ask, and nothing be written before the answer", () => {
    const after = withChanges(typed(agreed(), "by me"), [shell], []);
    expect(after.sync.conflicts).toEqual([{ path: compose.path, mine: "by me", theirs: shell }]);
    expect(sent(after).requests).toEqual([]);
  });

  test("keeping mine must write it over theirs", () => {
    const asked = withChanges(typed(agreed(), "by me"), [shell], []);
    expect(sent(withChoice(asked, compose.path, "mine")).requests).toMatchObject([
      { type: "write", content: "by me", base: "h9" },
    ]);
  });

  test("taking theirs must show it and write nothing", () => {
    const asked = withChanges(typed(agreed(), "by me"), [shell], []);
    const after = withChoice(asked, compose.path, "theirs");
    expect(after.files[0]?.content).toBe("by the shell");
    expect(sent(after).requests).toEqual([]);
  });

  test("a write that came too late must ask", () => {
    const { synced } = sent(typed(agreed(), "by me"));
    expect(withRejected(synced, compose.path, shell).sync.conflicts).toHaveLength(1);
  });

  test("the same change on both sides must be none", () => {
    const after = withChanges(typed(agreed(), "by the shell"), [shell], []);
    expect(after.sync.conflicts).toEqual([]);
    expect(isSettled(after)).toBe(true);
  });
});

describe("connecting", () => {
  test("what was typed before there was a connection must be written", () => {
    const before = { sync: syncFrom([compose]), files: [{ ...compose, content: "offline" }] };
    const after = withWorkspace(before, [entry(compose.path, compose.content, "h1")]);
    expect(sent(after).requests).toMatchObject([{ type: "write", content: "offline", base: "h1" }]);
  });

  test("what the shell did while the page was away must be shown", () => {
    const after = withWorkspace(agreed(), [entry(compose.path, "meanwhile"), entry("new.conf", "a")]);
    expect(after.files).toEqual([
      { path: compose.path, content: "meanwhile" },
      { path: "new.conf", content: "a" },
    ]);
  });

  test("a change that was on its way when the connection broke must be sent again", () => {
    const { synced } = sent(typed(agreed(), "one"));
    const after = withWorkspace(synced, [entry(compose.path, compose.content, "h1")]);
    expect(sent(after).requests).toMatchObject([{ type: "write", content: "one" }]);
  });

  test("a change that had arrived without an answer must not ask", () => {
    const { synced } = sent(typed(agreed(), "one"));
    const after = withWorkspace(synced, [entry(compose.path, "one", "h2")]);
    expect(after.sync.conflicts).toEqual([]);
    expect(sent(after).requests).toEqual([]);
  });
});

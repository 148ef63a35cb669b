import { describe, expect, test } from "vitest";
import { pathProblem } from "../../../../app/workspace/live/files/path-problem.ts";
import { fileTree, visibleNodes } from "../../../../app/workspace/live/files/tree-model.ts";
import { livePhase } from "../../../../app/workspace/live/live-phase.ts";
import { unknownLive } from "../../../../app/workspace/live/live-store.ts";
import { withContainers } from "../../../../app/workspace/live/picture/live-run.ts";
import { terminalKey } from "../../../../app/workspace/live/terminal/terminal-keys.ts";
import type { ContainerView, FileEntry, SandboxView } from "../../../../lib/live/protocol.ts";

describe("the file tree", () => {
  const dump: FileEntry = { path: "data/dump.bin", kind: "file", size: 10, hash: "h", content: null };
  const empty: FileEntry = { path: "empty", kind: "directory", size: 0, hash: null, content: null };
  const tree = fileTree(
    [
      { path: "compose.yaml", content: "" },
      { path: "api/src/main.py", content: "" },
    ],
    new Map([dump, empty].map((entry) => [entry.path, entry])),
  );

  test("folders must come first, with what the sandbox alone has", () => {
    expect(tree.map(({ path, kind }) => [path, kind])).toEqual([
      ["api", "folder"],
      ["data", "folder"],
      ["empty", "folder"],
      ["compose.yaml", "text"],
    ]);
    expect(tree[1]?.children).toMatchObject([{ path: "data/dump.bin", kind: "binary" }]);
  });

  test("folders without a file must be shown while the sandbox is paused, and not after it has none", () => {
    const paths = (entries?: Map<string, FileEntry>) =>
      fileTree([{ path: "compose.yaml", content: "" }], entries, ["site/empty"]).map(({ path }) => path);
    expect(paths()).toEqual(["site", "compose.yaml"]);
    expect(paths(new Map())).toEqual(["compose.yaml"]);
  });

  test("what lies in a closed folder must not be in sight", () => {
    const rows = visibleNodes(tree, (path) => path !== "api");
    expect(rows.map(({ node, level }) => [node.path, level])).toEqual([
      ["api", 1],
      ["data", 1],
      ["data/dump.bin", 2],
      ["empty", 1],
      ["compose.yaml", 1],
    ]);
  });
});

describe("a new path", () => {
  test.each(["", "../outside", "/absolute", "a//b", "a/./b", "tab\there"])("%j must be refused", (path) => {
    expect(pathProblem(path, [])).toBeDefined();
  });

  test("a file must not stand where another has its folder", () => {
    expect(pathProblem("api", ["api/main.py"])).toBe("pathTaken");
    expect(pathProblem("compose.yaml/x", ["compose.yaml"])).toBe("pathTaken");
    expect(pathProblem("설정/새 이름.conf", ["compose.yaml"])).toBeUndefined();
  });
});

describe("keys of a terminal", () => {
  const key = (code: string, keys: Partial<KeyboardEvent> = {}) =>
    ({ type: "keydown", code, ctrlKey: true, ...keys }) as KeyboardEvent;

  test("Ctrl+C must stay the shell's while nothing is selected", () => {
    expect(terminalKey(key("KeyC"), false)).toBeUndefined();
    expect(terminalKey(key("KeyC"), true)).toBe("copy");
  });

  test("the ways out, to search, and to paste must be the page's", () => {
    expect(terminalKey(key("KeyL", { shiftKey: true }), false)).toBe("leave");
    expect(terminalKey(key("KeyF", { shiftKey: true }), false)).toBe("find");
    expect(terminalKey(key("KeyV"), false)).toBe("browser");
  });

  test("Ctrl+L, Tab and keys of a composition must stay the shell's", () => {
    expect(terminalKey(key("KeyL"), false)).toBeUndefined();
    expect(terminalKey(key("Tab", { ctrlKey: false }), false)).toBeUndefined();
    expect(terminalKey(key("KeyC", { isComposing: true }), true)).toBeUndefined();
  });
});

describe("the phase of the sandbox", () => {
  const sandbox = (given: Partial<SandboxView>): SandboxView => ({
    id: "s",
    state: "ready",
    why: null,
    message: null,
    reachable: true,
    draining: false,
    lifetime: { now: 0, idleEndsAt: 1, absoluteEndsAt: 1, warning: null, extendable: true },
    folders: [],
    ...given,
  });

  test("a shell must stay in sight while the connection to it is away", () => {
    const entries = new Map();
    const live = { ...unknownLive, sandbox: sandbox({}), entries };
    expect(livePhase({ ...live, connection: "open" })).toBe("ready");
    expect(livePhase({ ...live, connection: "retrying" })).toBe("reconnecting");
    expect(livePhase({ ...live, connection: "open", sandbox: sandbox({ reachable: false }) })).toBe(
      "reconnecting",
    );
  });

  test("a sandbox that has ended must not be offered again while none can be opened", () => {
    const live = { ...unknownLive, sandbox: sandbox({ state: "ended", why: "expired" }) };
    expect(livePhase(live)).toBe("ended");
    expect(livePhase({ ...live, unavailable: { error: { code: "x", params: {} } } })).toBe("unavailable");
  });
});

describe("the picture of the sandbox", () => {
  const web: ContainerView = {
    name: "lab-web-1",
    project: "lab",
    service: "web",
    image: "nginx",
    state: "running",
    health: null,
    exitCode: null,
  };

  test("a container must be drawn with the states that were seen of it", () => {
    const first = withContainers(undefined, [{ ...web, health: "starting" }], 1);
    const second = withContainers(first, [{ ...web, health: "healthy" }], 2);
    const same = withContainers(second, [{ ...web, health: "healthy" }], 3);
    expect(same.containers[0]).toMatchObject({
      state: "healthy",
      moments: [
        { state: "started", at: 1 },
        { state: "healthy", at: 2 },
      ],
    });
  });

  test("what belongs to no service must not be drawn, and what crashed be drawn as ended", () => {
    const run = withContainers(
      undefined,
      [
        { ...web, service: null },
        { ...web, state: "exited", exitCode: 1 },
      ],
      1,
    );
    expect(run.containers).toMatchObject([{ state: "exited", exitCode: 1 }]);
  });
});

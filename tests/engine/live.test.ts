import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDraft, saveDraft } from "../../lib/db/drafts.ts";
import { previewHeader, tokenHeader } from "../../lib/live/between.ts";
import { closeCodes, liveLimits } from "../../lib/live/limits.ts";
import type { ChannelEvent } from "../../lib/live/protocol.ts";
import { readArchive } from "../../sandbox-runner/live/files/read-archive.ts";
import { until } from "../unit/db/until.ts";
import { exercise, openLiveStand } from "./live-stand.ts";

const composeFile = `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
`;

let stand: Awaited<ReturnType<typeof openLiveStand>>;
let id: string;
let learner: string;

beforeAll(async () => {
  stand = await openLiveStand();
  ({ id, learner } = await stand.open([{ path: "compose.yaml", content: composeFile }]));
});

afterAll(async () => {
  await stand?.close();
});

describe("the runner's port", () => {
  test("must tell nobody anything who does not know its token", async () => {
    const { address } = stand.reached();
    const answer = await fetch(`${address}/live/${id}/files?path=compose.yaml`);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe("");
  });
});

describe("a terminal", () => {
  test("must be a login shell in the workspace that draws Korean and knows its size", async () => {
    const terminal = await stand.terminal(id, "t1", "rows=30&cols=100");
    terminal.type("stty size; pwd; echo 한글-$((6*7)); locale charmap\r");
    await terminal.shows(/30 100\r\n\/workspace\r\n한글-42\r\nUTF-8/);
    terminal.send({ type: "resize", rows: 40, cols: 120 });
    terminal.type("until stty size | grep '40 120'; do :; done; echo sized-$((1+1))\r");
    await terminal.shows("sized-2");
    terminal.close();
  });

  test("must go on where it was after its page came back, with what it said meanwhile", async () => {
    const first = await stand.terminal(id, "t1");
    first.type("(sleep 1; echo said-$((40+2)) >&2) & clear\r");
    await first.shows("[1]");
    const { offset } = first.page;
    first.close();
    const again = await stand.terminal(
      id,
      "t1",
      `epoch=${first.opened.type === "opened" ? first.opened.epoch : ""}&from=${offset}`,
    );
    expect(again.opened).toMatchObject({ from: offset, lost: 0 });
    await again.shows("said-42");
    again.close();
  });

  test("must not let output that nobody draws fill the memory, and deliver all of it when it is drawn", async () => {
    const megabytes = 20;
    const terminal = await stand.terminal(id, "big");
    terminal.type(`stty -echo; head -c ${megabytes}M /dev/zero | tr '\\0' x; echo; echo done-$((1+1))\r`);
    terminal.page.draws = false;
    await until(async () => terminal.page.bytes >= 250_000);
    // Nothing is drawn: the program has to wait, however long.
    const held = terminal.page.bytes;
    const before = process.memoryUsage().rss;
    await (await stand.terminal(id, "t1")).shows("$");
    await stand.tick();
    expect(terminal.page.bytes).toBeLessThanOrEqual(Math.max(held, liveLimits.windowBytes));
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
    terminal.page.draws = true;
    terminal.send({ type: "ack", offset: terminal.page.offset });
    await until(async () => terminal.page.text.includes("done-2"), 120_000);
    expect(terminal.page.bytes).toBeGreaterThan(megabytes * 1024 * 1024);
    terminal.send({ type: "close" });
  });

  test("must say how its program ended, and be refused when there are too many", async () => {
    const terminal = await stand.terminal(id, "ends");
    terminal.type("exit 7\r");
    const exit = await until(async () => terminal.events.find((event) => event.type === "exit"));
    expect(exit).toMatchObject({ code: 7 });
    for (const name of ["a", "b", "c", "d", "e", "f"]) (await stand.terminal(id, name)).close();
    const refused = await stand.terminal(id, "one-more");
    expect(refused.opened).toMatchObject({ type: "refused", error: { code: "live.too-many-terminals" } });
    const channel = await stand.channel(id);
    const hello = await channel.find("hello");
    expect(hello.terminals.map((each) => each.id)).toEqual(["t1", "ends", "a", "b", "c", "d", "e", "f"]);
    for (const name of ["ends", "a", "b", "c", "d", "e", "f"]) {
      (await stand.terminal(id, name)).send({ type: "close" });
    }
    await channel.find("terminals", ({ terminals }) => terminals.length === 1);
    channel.close();
  });
});

describe("the workspace", () => {
  test("must tell what the shell changes within a second, and keep it in the draft with no page open", async () => {
    const channel = await stand.channel(id);
    const hello = await channel.find("hello");
    expect(hello.files).toMatchObject([{ path: "compose.yaml", kind: "file", content: composeFile }]);
    const terminal = await stand.terminal(id, "t1");
    const typedAt = Date.now();
    terminal.type("mkdir -p conf && echo 'a: 한글' > conf/app.yaml\r");
    const heard = await channel.find("files", ({ changed }) =>
      changed.some(({ path }) => path === "conf/app.yaml"),
    );
    expect(Date.now() - typedAt).toBeLessThan(3_000);
    expect(heard.changed.find(({ path }) => path === "conf/app.yaml")?.content).toBe("a: 한글\n");
    channel.close();
    terminal.type("echo later > later.txt\r");
    await until(async () => {
      const draft = await readDraft(stand.database, { learnerId: learner, exerciseId: exercise });
      return draft?.files.map(({ path }) => path).join() === "compose.yaml,conf/app.yaml,later.txt";
    });
    terminal.close();
  });

  test("must take an edit based on what is there, and answer with a conflict when the shell was first", async () => {
    const channel = await stand.channel(id);
    const { files } = await channel.find("hello");
    const base = files.find(({ path }) => path === "later.txt")?.hash ?? null;
    channel.send({ type: "write", request: "1", path: "later.txt", content: "from the page\n", base });
    const { hash } = await channel.find("written", ({ request }) => request === "1");
    const terminal = await stand.terminal(id, "t1");
    terminal.type("clear; cat later.txt; echo from the shell > later.txt\r");
    await terminal.shows("from the page");
    await channel.find("files", ({ changed }) =>
      changed.some(({ content }) => content === "from the shell\n"),
    );
    channel.send({ type: "write", request: "2", path: "later.txt", content: "too late\n", base: hash });
    const conflict = await channel.find("conflict");
    expect(conflict).toMatchObject({ request: "2", current: { content: "from the shell\n" } });
    channel.send({ type: "rename", request: "3", path: "later.txt", to: "a/b/moved.txt" });
    await channel.find("written", ({ request }) => request === "3");
    channel.send({ type: "rename", request: "4", path: "compose.yaml", to: "a/b/moved.txt" });
    expect(await channel.find("refused")).toMatchObject({
      request: "4",
      error: { code: "live.file-exists" },
    });
    channel.send({ type: "remove", request: "5", path: "a", base: null });
    await channel.find("files", ({ removed }) => removed.includes("a/b/moved.txt"));
    channel.send({ type: "write", request: "6", path: "../out", content: "", base: null });
    expect(await channel.code()).toBe(closeCodes.malformed);
    terminal.close();
  });

  test("must show a link as a link and never what it leads to", async () => {
    const channel = await stand.channel(id);
    const terminal = await stand.terminal(id, "t1");
    terminal.type(
      "ln -s /etc/passwd leak; ln -s /etc etc; mkfifo pipe; head -c 300000 /dev/urandom > noise.bin\r",
    );
    const seen = await channel.find("files", ({ changed }) =>
      changed.some(({ path }) => path === "noise.bin"),
    );
    const links = [...channel.events].flatMap((event) => (event.type === "files" ? event.changed : []));
    expect(links.find(({ path }) => path === "leak")).toMatchObject({
      kind: "link",
      content: null,
      hash: null,
    });
    expect(links.find(({ path }) => path === "pipe")).toMatchObject({ kind: "other", content: null });
    expect(links.some(({ path }) => path.startsWith("etc/"))).toBe(false);
    expect(seen.changed.find(({ path }) => path === "noise.bin")?.content).toBeNull();
    expect((await stand.ask("GET", `/live/${id}/files?path=leak`)).status).toBe(404);
    expect((await stand.ask("GET", `/live/${id}/files?path=..%2F..%2Fetc%2Fpasswd`)).status).toBe(400);
    const noise = await stand.ask("GET", `/live/${id}/files?path=noise.bin`);
    expect((await noise.arrayBuffer()).byteLength).toBe(300_000);
    terminal.type("rm -rf leak etc pipe noise.bin\r");
    await channel.find("files", ({ removed }) => removed.includes("noise.bin"));
    channel.close();
    terminal.close();
  });

  test("must take files and archives, and nothing of them that leads out", async () => {
    const put = await stand.ask(
      "PUT",
      `/live/${id}/files?path=data%2Fimage.bin`,
      Buffer.from([0, 1, 2, 255]),
    );
    expect(put.status).toBe(204);
    const pack = tar.pack();
    pack.entry({ name: "site/index.html" }, "<h1>hello</h1>");
    pack.entry({ name: "../../evil.txt" }, "out");
    pack.entry({ name: "/etc/evil.txt" }, "out");
    pack.entry({ name: "link", type: "symlink", linkname: "/etc/passwd" });
    pack.finalize();
    const answer = await stand.ask("PUT", `/live/${id}/archive?format=tar`, await buffer(pack));
    expect(await answer.json()).toMatchObject({
      written: ["site/index.html"],
      skipped: [{ path: "../../evil.txt" }, { path: "/etc/evil.txt" }, { path: "link" }],
    });
    const zipped = await stand.ask("GET", `/live/${id}/archive?format=zip`);
    const bytes = Buffer.from(await zipped.arrayBuffer());
    const { files } = await readArchive("zip", bytes);
    expect(files.map(({ path }) => path).sort()).toEqual([
      "compose.yaml",
      "conf/app.yaml",
      "data/image.bin",
      "site/index.html",
    ]);
    const back = await stand.ask("PUT", `/live/${id}/archive?format=zip`, bytes);
    expect(await back.json()).toMatchObject({ skipped: [] });
    const bad = await stand.ask("PUT", `/live/${id}/archive?format=zip`, Buffer.from("no zip"));
    expect(bad.status).toBe(400);
  });

  test("must take over what a page saved in the draft while it was not connected", async () => {
    const key = { learnerId: learner, exerciseId: exercise };
    const draft = await until(async () => {
      const read = await readDraft(stand.database, key);
      return read?.files.some(({ path }) => path === "site/index.html") && read;
    });
    const files = draft.files.map((file) =>
      file.path === "conf/app.yaml" ? { ...file, content: "b: 2\n" } : file,
    );
    await saveDraft(stand.database, key, { files, version: draft.version });
    const channel = await stand.channel(id);
    const terminal = await stand.terminal(id, "t1");
    terminal.type("echo more >> site/index.html\r");
    await channel.find("files", ({ changed }) => changed.some(({ content }) => content === "b: 2\n"));
    channel.close();
    terminal.close();
  });
});

describe("a published port", () => {
  test("must be shown with its container, and previewed for whoever has the ticket, once", async () => {
    const channel = await stand.channel(id);
    const terminal = await stand.terminal(id, "t1");
    terminal.type("docker compose up -d --wait --quiet-pull && echo up-$((1+1))\r");
    await terminal.shows("up-2", 60_000);
    const { ports } = await channel.find("ports", ({ ports }) => ports.length > 0);
    expect(ports).toEqual([{ port: 8080, service: "web", container: "workspace-web-1" }]);
    const { path } = await (await stand.ask("POST", `/live/${id}/preview`, { port: 8080 })).json();
    const origin = "http://8080-x.preview.localhost:3000";
    const preview = (at: string, headers: Record<string, string> = {}) =>
      fetch(stand.reached().address + at, {
        redirect: "manual",
        headers: {
          [tokenHeader]: stand.reached().token,
          [previewHeader]: `${id} 8080 ${origin}`,
          ...headers,
        },
      });
    expect((await preview("/")).status).toBe(403);
    const entered = await preview(path);
    expect(entered.status).toBe(303);
    expect(entered.headers.get("location")).toBe(`${origin}/`);
    expect((await preview(path)).status).toBe(403);
    const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const page = await preview("/", { cookie });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<html");
    const redirected = await preview("/nowhere", { cookie });
    expect(redirected.status).toBe(404);
    channel.close();
    terminal.close();
  });

  test("must open a shell into the service, its logs and its inspect by the service's name", async () => {
    const shell = await stand.terminal(id, "web-shell", "kind=exec&target=web");
    shell.type("hostname; echo in-$((40+2))\r");
    await shell.shows("in-42");
    shell.send({ type: "close" });
    const logs = await stand.terminal(id, "web-logs", "kind=logs&target=workspace-web-1");
    await logs.shows(/nginx|GET/);
    logs.send({ type: "close" });
    const inspect = await stand.terminal(id, "web-inspect", "kind=inspect&target=web");
    await inspect.shows("com.docker.compose.service");
    inspect.send({ type: "close" });
  });
});

describe("a live sandbox", () => {
  test("must be taken over by the next runner, with its files and containers, and a new shell that says so", async () => {
    const channel = await stand.channel(id);
    const before = await stand.terminal(id, "t1");
    await stand.stop();
    expect(await channel.code()).toBe(closeCodes.restarting);
    await stand.start();
    const again = await stand.channel(id);
    const hello = await again.find("hello");
    expect(hello.files.map(({ path }) => path)).toContain("compose.yaml");
    await until(async () => again.events.some((event) => "ports" in event && event.ports[0]?.port === 8080));
    const after = await stand.terminal(id, "t1", "epoch=old&from=12345");
    expect(after.opened).toMatchObject({ from: 0 });
    expect(after.opened).not.toMatchObject({ epoch: before.opened.type === "opened" && before.opened.epoch });
    after.type(
      "docker ps --format '{{.Names}}'; curl -sI localhost:8080 | head -1; echo agents: $(pgrep -c perl)\r",
    );
    await after.shows(/workspace-web-1\r\n[\s\S]*HTTP\/1\.1 200 OK\s+agents: 1\b/);
    again.close();
    after.close();
  });

  test("must come back by itself when the student has killed everything in the shell", async () => {
    const channel = await stand.channel(id);
    const doomed = await stand.terminal(id, "doomed");
    doomed.type("kill -KILL -1\r");
    await until(async () => doomed.events.some((event) => event.type === "exit"));
    doomed.send({ type: "close" });
    await channel.find(
      "terminals",
      ({ terminals }) => terminals.length === 0 || terminals.every(({ id }) => id !== "doomed"),
    );
    const hash = await until(async () => {
      const files = [...channel.events].flatMap((event) => (event.type === "hello" ? event.files : []));
      return files.find(({ path }) => path === "compose.yaml")?.hash;
    });
    let asked = 0;
    await until(async () => {
      const request = `back-${++asked}`;
      const content = `${composeFile}# back\n`;
      channel.send({ type: "write", request, path: "compose.yaml", content, base: hash });
      const isAnswer = (event: ChannelEvent) => "request" in event && event.request === request;
      return (await until(async () => channel.events.find(isAnswer))).type === "written";
    }, 60_000);
    const again = await stand.terminal(id, "again");
    again.type("until curl -sI localhost:8080; do :; done | head -1; ls\r");
    await again.shows("200 OK");
    again.close();
    channel.close();
  });

  test("must warn before it ends, go on when it is extended, and end with its files kept", async () => {
    const channel = await stand.channel(id);
    stand.clock.ahead = 26 * 60_000;
    await stand.tick();
    const warned = await channel.find("state", ({ sandbox }) => sandbox.lifetime.warning === "idle");
    expect(warned.sandbox.lifetime.extendable).toBe(true);
    expect((await stand.ask("POST", `/live/${id}/extend`)).status).toBe(200);
    await channel.find("state", ({ sandbox }) => sandbox.lifetime.warning === null);
    stand.clock.ahead += 29 * 60_000;
    await stand.tick();
    expect((await stand.row(learner))?.state).toBe("ready");
    stand.clock.ahead += 2 * 60_000;
    await stand.tick();
    expect(await channel.code()).toBe(closeCodes.gone);
    expect(await stand.row(learner)).toMatchObject({ state: "ended", endReason: "expired" });
    const draft = await readDraft(stand.database, { learnerId: learner, exerciseId: exercise });
    expect(draft?.files.map(({ path }) => path)).toContain("site/index.html");
    expect((await stand.ask("POST", `/live/${id}/extend`)).status).toBe(404);
    stand.clock.ahead = 0;
  });

  test("must keep its files and empty folders through a pause, and be ended by a drained runner", async () => {
    const draft = await readDraft(stand.database, { learnerId: learner, exerciseId: exercise });
    const resumed = await stand.open(draft?.files ?? [], learner);
    expect(resumed.id).not.toBe(id);
    const channel = await stand.channel(resumed.id);
    expect((await channel.find("hello")).files.map(({ path }) => path)).toContain("conf/app.yaml");
    channel.send({ type: "folder", request: "folder", path: "site/empty" });
    await channel.find("files", ({ changed }) => changed.some(({ path }) => path === "site/empty"));
    expect((await stand.ask("POST", `/live/${resumed.id}/pause`)).status).toBe(200);
    expect((await stand.row(learner))?.state).toBe("paused");
    const last = await stand.open(draft?.files ?? [], learner);
    const opened = await (await stand.channel(last.id)).find("hello");
    expect(opened.files).toContainEqual(expect.objectContaining({ path: "site/empty", kind: "directory" }));
    stand.state.draining = true;
    expect((await stand.ask("POST", "/live", { learner: "other", place: exercise, files: [] })).status).toBe(
      503,
    );
    await stand.stop();
    expect(await stand.row(learner)).toMatchObject({ id: last.id, state: "ended", endReason: "drained" });
    stand.state.draining = false;
    await stand.start();
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EventBook, EventHistory } from "../../../sandbox-runner/gate/events/event-history.ts";

let directory: string;
let server: http.Server;
let history: EventHistory;
let books: EventBook[];
/** What the engine was asked for, and the listeners that it tells everything. */
let asked: string[];
let listeners: http.ServerResponse[];
let now = 0;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "history-"));
  const socketPath = path.join(directory, "engine.sock");
  [books, asked, listeners, now] = [[], [], [], 0];
  server = http.createServer((request, response) => {
    if (!request.url?.includes("/events")) return response.end('{"ApiVersion":"1.51","Version":"28"}');
    asked.push(new URL(request.url, "http://engine").searchParams.get("since") ?? "");
    response.writeHead(200).flushHeaders();
    listeners.push(response);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  history = new EventHistory(socketPath, pino({ level: "silent" }));
});

afterEach(async () => {
  for (const book of books) book.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

async function opened(sandboxId: string): Promise<EventBook> {
  const book = history.open(sandboxId);
  books.push(book);
  await expect.poll(() => listeners.length).toBeGreaterThan(0);
  return book;
}

type Event = { Type: string; ID: string; Attributes: Record<string, string>; Action?: string };

function tell({ Type, ID, Attributes, Action = "create" }: Event): string {
  now += 1;
  const line = JSON.stringify({ Type, Action, Actor: { ID, Attributes }, timeNano: now * 1e9 });
  listeners.at(-1)?.write(`${line}\n`);
  return line;
}

const container = (sandbox: string, role = "tenant"): Event => ({
  Type: "container",
  ID: "c".repeat(64),
  Attributes: { name: `${sandbox}--web`, "composelab.sandbox": sandbox, "composelab.role": role },
});
const network = (sandbox: string): Event => ({
  Type: "network",
  ID: "n".repeat(64),
  Attributes: { name: `${sandbox}--work_default` },
});
const volume = (sandbox: string): Event => ({ Type: "volume", ID: `${sandbox}--data`, Attributes: {} });
const image = (sandbox: string): Event => ({
  Type: "image",
  ID: `sha256:${"1".repeat(64)}`,
  Attributes: { name: `${sandbox}--app:latest` },
  Action: "tag",
});

const pastOf = (book: EventBook) => book.past().map(({ line }) => line);

test("a sandbox's events must be kept whatever happens in others", async () => {
  const one = await opened("one");
  const own = [container("one"), network("one"), volume("one"), image("one")].map(tell);
  for (let count = 0; count < 2000; count += 1) tell(container("two"));
  const last = tell(container("one"));
  await expect.poll(() => pastOf(one)).toEqual([...own, last]);
});

test("of one sandbox the newest must be kept, up to a bound in number and in size", async () => {
  const one = await opened("one");
  const lines = Array.from({ length: 1200 }, () => tell(container("one")));
  await expect.poll(() => pastOf(one).at(-1)).toBe(lines.at(-1));
  expect(pastOf(one)).toEqual(lines.slice(-1000));
  const { Attributes } = container("one");
  for (let count = 0; count < 8; count += 1)
    tell({ ...container("one"), Attributes: { ...Attributes, label: "x".repeat(60_000) } });
  await expect.poll(() => pastOf(one).join("").length).toBeLessThan(512 * 1024);
});

test("what is the lab's own must not be in it", async () => {
  const one = await opened("one");
  tell(container("one", "toolbox"));
  tell({ Type: "image", ID: "composelab/alpine:3", Attributes: { name: "composelab/alpine:3" } });
  const own = tell(container("one"));
  await expect.poll(() => pastOf(one)).toEqual([own]);
});

test("a sandbox that is opened later must begin with what the engine remembers", async () => {
  const one = await opened("one");
  const early = tell(container("two"));
  tell(container("one"));
  await expect.poll(() => pastOf(one)).toHaveLength(1);
  expect(pastOf(await opened("two"))).toEqual([early]);
});

test("after a gap it must go on from the last event, and have none twice", async () => {
  const one = await opened("one");
  const lines = [tell(container("one")), tell(container("one"))];
  await expect.poll(() => pastOf(one)).toEqual(lines);
  listeners.at(-1)?.destroy();
  await expect.poll(() => listeners.length, { timeout: 5000 }).toBe(2);
  expect(asked).toEqual(["0", "2"]);
  listeners.at(-1)?.write(`${lines[1]}\n`);
  lines.push(tell(container("one")));
  await expect.poll(() => pastOf(one)).toEqual(lines);
});

test("nobody must listen any more when the last sandbox is closed", async () => {
  const one = await opened("one");
  one.close();
  const [listener] = listeners;
  await expect.poll(() => listener?.destroyed || listener?.closed).toBe(true);
});

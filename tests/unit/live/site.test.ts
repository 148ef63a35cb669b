import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { liveRequests } from "../../../app/server/live/live-requests.ts";
import { placeSandbox } from "../../../app/server/live/place-sandbox.ts";
import { readStatus } from "../../../app/server/live/status.ts";
import { readSettings } from "../../../lib/config/settings.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { beat } from "../../../lib/db/runners.ts";
import { endSandbox, insertSandbox, latestSandbox } from "../../../lib/db/sandboxes.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "../db/temporary-database.ts";

/** The site's part that bypasses Next, before a runner that writes down what reaches it. */
const exercise = "an-exercise";
const owner = randomBytes(24).toString("base64url");
const other = randomBytes(24).toString("base64url");
const label = randomBytes(10).toString("hex");
const id = "sabc123def";

const about = {
  machine: "m",
  process: "1-1",
  engine: { state: "ready" as const, mode: "private" as const, version: "28", apiVersion: "1.51" },
  images: [{ id: "toolbox", state: "ready" as const }],
  jobs: 1,
  draining: false,
};

let temporary: TemporaryDatabase;
let origin: string;
let reached: IncomingMessage[] = [];
const closing: (() => void)[] = [];

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  const { database } = temporary;
  const runner = createServer((request, response) => {
    reached.push(request);
    response.setHeader("set-cookie", "from=service");
    request.pipe(response);
  });
  const sockets = new WebSocketServer({ noServer: true });
  runner.on("upgrade", (request, socket, head) => {
    reached.push(request);
    sockets.handleUpgrade(request, socket, head, (accepted) =>
      accepted.on("message", (data, isBinary) => accepted.send(data, { binary: isBinary })),
    );
  });
  const address = await listening(runner);
  await beat(database, { id: "r", ...about, address, token: "the-token" });
  for (const learner of [owner, other]) await ensureLearner(database, learner);
  const later = new Date(Date.now() + 3_600_000);
  const row = {
    id,
    learnerId: owner,
    place: exercise,
    runnerId: "r",
    machine: "m",
    state: "ready" as const,
  };
  const preview = { previewLabel: label, previewKey: "key", savedHashes: {} };
  await insertSandbox(database, { ...row, ...preview, idleEndsAt: later, absoluteEndsAt: later });
  const live = liveRequests({ settings: readSettings({}), database });
  const site = createServer((request, response) => {
    if (!live.request(request, response)) response.writeHead(418).end();
  });
  site.on("upgrade", (request, socket, head) => {
    if (!live.upgrade(request, socket, head)) socket.destroy();
  });
  origin = await listening(site);
});

afterAll(async () => {
  for (const close of closing) close();
  await temporary.close();
});

/** Opens a WebSocket; the status when it is refused. */
async function upgrade(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  reached = [];
  const socket = new WebSocket(origin.replace("http", "ws") + path, { headers });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });
}

const channel = `/api/live/${exercise}/channel`;
const cookieOf = (learner: string) => `locale=ko; learner=${learner}`;

describe("a page's WebSocket", () => {
  test.each([
    ["without a cookie", {}, 404],
    ["with another learner's cookie", { cookie: cookieOf(other) }, 404],
    ["with a cookie that is none", { cookie: "learner=' or 1=1" }, 404],
    ["without an origin", { cookie: cookieOf(owner), origin: "" }, 403],
    ["from another site's page", { cookie: cookieOf(owner), origin: "http://evil.example" }, 403],
    [
      "from a student's preview",
      { cookie: cookieOf(owner), origin: `http://80-${label}.preview.localhost` },
      403,
    ],
    ["from nowhere", { cookie: cookieOf(owner), origin: "null" }, 403],
  ])("must be refused %s, before a runner hears of it", async (_, headers, status) => {
    expect(await upgrade(channel, { origin, ...headers })).toBe(status);
    expect(reached).toEqual([]);
  });

  test("must be led to the runner for its owner, with the runner's token and without the site's cookies", async () => {
    const path = `/api/live/${exercise}/terminals/t1?from=7`;
    const socket = await upgrade(path, { origin, cookie: cookieOf(owner), "composelab-token": "forged" });
    if (typeof socket === "number") throw new Error(`refused with ${socket}`);
    socket.send(Buffer.from([1, 2, 3]));
    const [echo, isBinary] = await once(socket, "message");
    expect([[...echo], isBinary]).toEqual([[1, 2, 3], true]);
    expect(reached[0]?.url).toBe(`/live/${id}/terminals/t1?from=7`);
    expect(reached[0]?.headers["composelab-token"]).toBe("the-token");
    expect(reached[0]?.headers.cookie).toBeUndefined();
    socket.close();
  });

  test.each(["/api/live/an-exercise/secret", "/api/live/../x/channel", "/_next/hmr"])(
    "must be none of this part's concern at %s",
    async (path) => {
      await expect(upgrade(path, { origin, cookie: cookieOf(owner) })).rejects.toThrow();
    },
  );
});

test("a page under a name that points here must be none of this part's concern, but the guard's", async () => {
  const headers = { host: "evil.example", cookie: cookieOf(owner) };
  const status = await new Promise((resolve, reject) => {
    const path = `${origin}/api/live/${exercise}/files?path=a.txt`;
    get(path, { headers }, (response) => resolve(response.resume().statusCode)).once("error", reject);
  });
  expect(status).toBe(418);
});

describe("a file of the workspace", () => {
  const files = `/api/live/${exercise}/files?path=a.txt`;
  const send = (method: string, headers: Record<string, string>) =>
    fetch(origin + files, { method, headers, ...(method === "PUT" && { body: "content" }) });

  test("must be led through for its owner only, and a change only from the site's own page", async () => {
    expect((await send("GET", { cookie: cookieOf(owner) })).status).toBe(200);
    expect((await send("GET", { cookie: cookieOf(other) })).status).toBe(404);
    expect((await send("PUT", { cookie: cookieOf(owner) })).status).toBe(403);
    expect((await send("PUT", { cookie: cookieOf(owner), origin: "http://evil.example" })).status).toBe(403);
    const put = await send("PUT", { cookie: cookieOf(owner), origin });
    expect(await put.text()).toBe("content");
    expect(reached.at(-1)?.url).toBe(`/live/${id}/files?path=a.txt`);
  });
});

describe("a preview", () => {
  test("must be led to the runner under its sandbox's name, and not at all under an unknown one", async () => {
    const { port } = new URL(origin);
    const ask = (host: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { host, cookie: "mine=1", "composelab-preview": "forged" };
        get(`${origin}/page?x=1`, { headers }, resolve).once("error", reject);
      });
    reached = [];
    const host = `8080-${label}.preview.localhost:${port}`;
    const answer = await ask(host);
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["x-frame-options"]).toBeUndefined();
    expect(reached[0]?.url).toBe("/page?x=1");
    expect(reached[0]?.headers["composelab-preview"]).toBe(`${id} 8080 http://${host}`);
    expect(reached[0]?.headers.cookie).toBe("mine=1");
    const unknown = await ask(`8080-${"0".repeat(20)}.preview.localhost:${port}`);
    unknown.resume();
    expect(unknown.statusCode).toBe(404);
  });
});

describe("the status", () => {
  test("must be told from the database alone, to its owner only", async () => {
    const { database } = temporary;
    const own = await readStatus(database, { learnerId: owner, place: exercise });
    expect(own).toMatchObject({ sandbox: { id, state: "ready", reachable: true }, unavailable: null });
    const others = await readStatus(database, { learnerId: other, place: exercise });
    expect(others).toEqual({ sandbox: null, unavailable: null });
  });
});

describe("a new sandbox", () => {
  /** Asks for one where the runner with the fewest answers so. */
  async function place(
    status: number,
    draining = false,
  ): Promise<{ asked: number; others: number; error: unknown }> {
    reached = [];
    let asked = 0;
    const address = await listening(
      createServer((request, response) => {
        asked += 1;
        request.resume();
        response.writeHead(status, { "content-type": "application/json", connection: "close" }).end("{}");
      }),
    );
    await beat(temporary.database, { id: "empty", ...about, draining, address, token: "its-token" });
    const key = { learnerId: other, place: exercise };
    const error = await placeSandbox(temporary.database, key, []).then(
      () => undefined,
      (refusal: { status?: number }) => refusal.status,
    );
    return { asked, others: reached.length, error };
  }

  test("must be made by the runner that has the fewest, and by the next one where that is full or gone", async () => {
    expect(await place(200)).toEqual({ asked: 1, others: 0, error: undefined });
    expect(await place(503)).toEqual({ asked: 1, others: 1, error: undefined });
    expect(await place(200, true)).toEqual({ asked: 0, others: 1, error: undefined });
  });

  test("must not be made twice, nor anywhere what a runner calls wrong", async () => {
    expect(await place(409)).toEqual({ asked: 1, others: 0, error: undefined });
    expect(await place(400)).toEqual({ asked: 1, others: 0, error: 400 });
  });

  test("must take the place of the lesson that was not used for longest, and of no exercise", async () => {
    const { database } = temporary;
    const reader = randomBytes(24).toString("base64url");
    await ensureLearner(database, reader);
    const insert = async (place: string, minutes: number, runnerId: string) => {
      const ends = new Date(Date.now() + minutes * 60_000);
      await insertSandbox(database, {
        id: `s${randomBytes(5).toString("hex").slice(0, 9)}`,
        learnerId: reader,
        place,
        runnerId,
        machine: "m",
        state: "ready",
        previewLabel: randomBytes(10).toString("hex"),
        previewKey: "key",
        savedHashes: {},
        idleEndsAt: ends,
        absoluteEndsAt: ends,
      });
    };
    const asked: string[] = [];
    const address = await listening(
      createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        request.resume();
        response.writeHead(200, { "content-type": "application/json", connection: "close" }).end("{}");
      }),
    );
    await beat(database, { id: "empty", ...about, address, token: "its-token" });
    await insert("exercise-1", 1, "empty");
    await insert("week-1.day-1.session-1.old", 5, "empty");
    await insert("week-1.day-1.session-1.new", 20, "empty");
    const old = await latestSandbox(database, { learnerId: reader, place: "week-1.day-1.session-1.old" });
    await placeSandbox(database, { learnerId: reader, place: "exercise-2" }, []);
    expect(asked[0]).toBe(`DELETE /live/${old?.id}?why=yielded`);
    await endSandbox(database, old?.id ?? "", { state: "ended", reason: "yielded" });
    const next = await latestSandbox(database, { learnerId: reader, place: "week-1.day-1.session-1.new" });
    await endSandbox(database, next?.id ?? "", { state: "ended", reason: "closed" });
    await insert("exercise-2", 30, "empty");
    await insert("exercise-3", 30, "empty");
    const refused = await placeSandbox(database, { learnerId: reader, place: "exercise-4" }, []).catch(
      (refusal: { status?: number }) => refusal.status,
    );
    expect(refused).toBe(429);
  });
});

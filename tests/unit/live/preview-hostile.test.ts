import { createServer, type Server } from "node:http";
import net from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { joinPreview } from "../../../sandbox-runner/live/preview/join.ts";
import { servePreview } from "../../../sandbox-runner/live/preview/serve.ts";
import { Tickets } from "../../../sandbox-runner/live/preview/tickets.ts";

const origin = "http://8080-0123456789abcdef0123.preview.localhost:3000";

let service: net.Server;
let preview: Server;
let address: string;
let cookie: string;
/** What the student's service answers to everything. */
let answer: string;

const listen = (server: net.Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port)),
  );

beforeEach(async () => {
  service = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.from(answer, "latin1")));
  });
  const port = await listen(service);
  const tickets = new Tickets("key", Date.now);
  cookie = `composelab-preview=${tickets.redeem(tickets.issue(8080), 8080)}`;
  const dialPreview = async () => net.connect({ port, host: "127.0.0.1" });
  const live = { dialPreview, tickets };
  preview = createServer((request, response) => {
    void servePreview({ live, port: 8080, origin }, request, response);
  });
  preview.on("upgrade", (request, socket, head) => {
    joinPreview({ live, port: 8080, origin }, request, socket, head).then(
      (joined) => joined || socket.destroy(),
    );
  });
  address = `http://127.0.0.1:${await listen(preview)}`;
});

afterEach(() => {
  service.close();
  preview.close();
  preview.closeAllConnections();
});

test.each([
  ["a status of zero", "HTTP/1.1 000 Zero\r\n\r\n"],
  ["a status below all", "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n"],
  ["a status of four digits", "HTTP/1.1 2000 Many\r\n\r\n"],
  ["another protocol unasked", "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
  ["nothing", ""],
  ["no HTTP", "SSH-2.0-x\r\n"],
  ["a header with a control character", "HTTP/1.1 200 OK\r\nX: \x01\r\n\r\n"],
  ["a header without end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
])("a service that answers with %s must be called silent, and the runner live on", async (_name, bytes) => {
  answer = bytes;
  expect((await fetch(address, { headers: { cookie } })).status).toBe(502);
  answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
  expect(await (await fetch(address, { headers: { cookie } })).text()).toBe("hi");
});

const upgrade =
  "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n";

/** All that comes back for a request to upgrade, with `sent` behind it, until the end. */
async function upgraded(sent = ""): Promise<string> {
  const socket = net.connect(Number(new URL(address).port), "127.0.0.1");
  socket.write(`${upgrade}Cookie: ${cookie}\r\n\r\n${sent}`);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
}

test("an upgrade must be agreed to with the headers that it needs, cookies as for any answer, and its bytes", async () => {
  const head = [
    "HTTP/1.1 101 Whatever",
    "Connection: Upgrade, X-Hop",
    "Upgrade: websocket",
    "Sec-WebSocket-Accept: a",
    "Sec-WebSocket-Protocol: chat",
    "Set-Cookie: s=1; Domain=localhost; Path=/",
    "Set-Cookie: composelab-preview=stolen",
    'Clear-Site-Data: "*"',
    "Strict-Transport-Security: max-age=1",
    "Keep-Alive: timeout=1",
  ];
  answer = `${head.join("\r\n")}\r\n\r\nfirst bytes`;
  const [lines = "", body] = (await upgraded("early")).split("\r\n\r\n");
  expect(body).toBe("first bytes");
  expect(lines.split("\r\n").map((line) => line.toLowerCase())).toEqual([
    "http/1.1 101 switching protocols",
    "sec-websocket-accept: a",
    "sec-websocket-protocol: chat",
    "set-cookie: s=1; path=/",
    "connection: upgrade",
    "upgrade: websocket",
  ]);
});

test("an upgrade that the service refuses must be answered with its refusal", async () => {
  answer = "HTTP/1.1 426 No\r\nTransfer-Encoding: chunked\r\nX-Why: old\r\n\r\n3\r\nno!\r\n0\r\n\r\n";
  const [lines = "", body] = (await upgraded()).split("\r\n\r\n");
  expect(body).toBe("no!");
  expect(lines).toMatch(/^HTTP\/1\.1 426 /);
  expect(lines).toContain("x-why: old");
  expect(lines).not.toMatch(/transfer-encoding/i);
});

test.each([
  ["a status of zero", "HTTP/1.1 000 Zero\r\n\r\n"],
  ["no HTTP", "SSH-2.0-x\r\n"],
  [
    "a head that is split by a bare line feed",
    "HTTP/1.1 101 OK\r\nUpgrade: x\nSet-Cookie: a=b; Domain=x\r\n\r\n",
  ],
])(
  "an upgrade that is answered with %s must end in nothing, and the runner live on",
  async (_name, bytes) => {
    answer = bytes;
    expect(await upgraded()).toBe("");
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";
    expect(await (await fetch(address, { headers: { cookie } })).text()).toBe("hi");
  },
);

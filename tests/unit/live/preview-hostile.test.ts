import { createServer, type Server } from "node:http";
import net from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
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

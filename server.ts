import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { parseArgs } from "node:util";
import next from "next";
import { liveRequests } from "./app/server/live/live-requests.ts";
import { replaceMissing } from "./app/server/missing-page.ts";
import { connectSite } from "./app/server/open-site.ts";
import { guardRequest, isExpectedHost } from "./app/server/request-guard.ts";
import { openSite } from "./app/server/site.ts";
import { readSettings } from "./lib/config/settings.ts";
import { takeLock } from "./lib/process/lock.ts";
import { onOrphaned } from "./lib/process/orphan.ts";
import { runFiles } from "./lib/process/run-files.ts";

/** Exit codes by which the supervisor's message tells what was the matter. */
const alreadyRunning = 75;
const portTaken = 76;

/** Streams that are still open are cut after this; browsers connect again by themselves. */
const closeMilliseconds = 1_500;

const { values } = parseArgs({
  options: { dev: { type: "boolean", default: false }, supervised: { type: "boolean", default: false } },
});
Object.assign(process.env, { NODE_ENV: values.dev ? "development" : "production" });
const settings = readSettings(process.env);
const files = runFiles(settings.dataDirectory);
const lock = takeLock(files.web, { host: settings.host, port: settings.port });
if (!lock) {
  console.log("The site is running already.");
  process.exit(alreadyRunning);
}
const { host, port } = settings;
const { site, close: disconnect } = connectSite(settings);
openSite(site);

// Next listens for upgrades by itself, and ends every one whose address some page of its own could answer. It gets
// a server that nobody calls: what is its own (hot reload, in development) is handed on below.
const upgradesOfNext = createServer();
const app = next({
  dev: values.dev,
  dir: import.meta.dirname,
  hostname: host,
  port,
  httpServer: upgradesOfNext,
});
await app.prepare();
const handle = app.getRequestHandler();
const live = liveRequests(site);
const server = createServer((request, response) => {
  if (live.request(request, response)) return;
  if (!guardRequest(request, response, settings)) return;
  replaceMissing(request, response, { host: isAnyHost(host) ? "127.0.0.1" : host, port });
  handle(request, response);
});
/** Of these, the server itself knows nothing any more. */
const upgraded = new Set<Duplex>();
server.on("upgrade", (request, socket, head) => {
  upgraded.add(socket);
  socket.once("close", () => upgraded.delete(socket));
  if (live.upgrade(request, socket, head)) return;
  if (values.dev && isExpectedHost(request.headers.host, settings))
    upgradesOfNext.emit("upgrade", request, socket, head);
  else socket.destroy();
});
server.once("error", (error: NodeJS.ErrnoException) => {
  console.error(error.message);
  lock.release();
  process.exit(error.code === "EADDRINUSE" ? portTaken : 1);
});
server.listen(port, host, () => console.log(`listening on ${host}:${port}`));

function isAnyHost(name: string): boolean {
  return name === "0.0.0.0" || name === "::";
}

async function stop(): Promise<void> {
  for (const signal of signals) process.removeListener(signal, stop);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  setTimeout(() => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }, closeMilliseconds).unref();
  await closed;
  await Promise.race([disconnect(), new Promise((resolve) => setTimeout(resolve, closeMilliseconds))]);
  lock?.release();
  process.exit(0);
}

const signals = ["SIGTERM", "SIGINT", "SIGHUP"] as const;
for (const signal of signals) process.on(signal, stop);
if (values.supervised) onOrphaned(files.supervisor, stop);

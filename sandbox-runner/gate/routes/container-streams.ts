import { lines } from "../events/watch.ts";
import { viewStats } from "../objects/container-view.ts";
import { detachKeys } from "./container-lifecycle.ts";
import { flag, flagText, integer, text, timestamp } from "./query.ts";
import { containerId } from "./resolve.ts";
import { type Route, route } from "./route.ts";
import { forwardBytes, join } from "./stream.ts";

const terminalSide = integer(0, 10_000);

/** What a container says and hears: logs, statistics, its standard streams. */
export const containerStreamRoutes: Route[] = [
  route({
    method: "GET",
    path: "/containers/{id}/logs",
    query: {
      stdout: flag,
      stderr: flag,
      follow: flag,
      timestamps: flag,
      details: flag,
      since: timestamp,
      until: timestamp,
      tail: text,
    },
    streams: true,
    async handle(call) {
      const { query } = call;
      const id = await containerId(call);
      const request = {
        method: "GET",
        path: ["containers", id, "logs"],
        query: {
          stdout: flagText(query.stdout),
          stderr: flagText(query.stderr),
          follow: flagText(query.follow),
          timestamps: flagText(query.timestamps),
          details: flagText(query.details),
          since: query.since,
          until: query.until,
          tail: readTail(query.tail),
        },
      } as const;
      await forwardBytes(call, request, { pace: call.gate.logBytes });
    },
  }),
  route({
    method: "GET",
    path: "/containers/{id}/stats",
    query: { stream: flag, "one-shot": flag },
    streams: true,
    async handle(call) {
      const { gate, query, reply, request } = call;
      const id = await containerId(call);
      const { body } = await gate.engine.begin({
        method: "GET",
        path: ["containers", id, "stats"],
        query: { stream: flagText(query.stream), "one-shot": flagText(query["one-shot"]) },
        signal: request.signal,
      });
      await reply.stream(200, "application/json");
      for await (const line of lines(body)) {
        await reply.write(`${JSON.stringify(viewStats(JSON.parse(line), gate.sandbox))}\n`);
      }
      await reply.end();
    },
  }),
  route({
    method: "POST",
    path: "/containers/{id}/attach",
    // `hijack` is what dockerode says to itself and sends along.
    query: { stream: flag, stdin: flag, stdout: flag, stderr: flag, logs: flag, detachKeys, hijack: flag },
    hijacks: true,
    streams: true,
    async handle(call) {
      const { query } = call;
      const id = await containerId(call);
      await join(call, {
        method: "POST",
        path: ["containers", id, "attach"],
        query: {
          stream: flagText(query.stream),
          stdin: flagText(query.stdin),
          stdout: flagText(query.stdout),
          stderr: flagText(query.stderr),
          logs: flagText(query.logs),
          detachKeys: query.detachKeys || undefined,
        },
      });
    },
  }),
  route({
    method: "POST",
    path: "/containers/{id}/resize",
    query: { h: terminalSide, w: terminalSide },
    async handle(call) {
      const { gate, query, reply } = call;
      const id = await containerId(call);
      const size = { h: String(query.h ?? 0), w: String(query.w ?? 0) };
      await gate.engine.status({ method: "POST", path: ["containers", id, "resize"], query: size });
      await reply.empty(200);
    },
  }),
];

/** As the engine does, takes everything that is no number of lines for all of them. */
function readTail(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  return /^[0-9]{1,9}$/.test(written) ? written : "all";
}

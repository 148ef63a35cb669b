import { request } from "node:http";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import type { Logger } from "pino";
import { z } from "zod";
import type { ContainerView, PortView } from "../../lib/live/protocol.ts";

const apiVersion = "v1.45";
/** A `docker compose up` makes many events; the list is read again once for all of a moment. */
const settleMs = 150;
const retryMs = 1_000;
const shownContainers = 64;

const containersSchema = z.array(
  z.object({
    Names: z.array(z.string()),
    Image: z.string(),
    State: z.string(),
    Status: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Ports: z
      .array(z.object({ PublicPort: z.number().optional(), Type: z.string() }))
      .nullish()
      .transform((ports) => ports ?? []),
  }),
);

export type Observed = { containers: ContainerView[]; ports: PortView[] };

export type Observing = { current(): Observed; close(): Promise<void> };

/**
 * Watches the student's containers and published ports, by the gate: in the very words of the student's own
 * `docker ps`.
 */
export function observe(
  gateSocket: string,
  { log, onChange }: { log: Logger; onChange: (observed: Observed) => void },
): Observing {
  const stop = new AbortController();
  let current: Observed = { containers: [], ports: [] };
  let timer: NodeJS.Timeout | undefined;

  const look = async () => {
    timer = undefined;
    const response = await get(gateSocket, `/${apiVersion}/containers/json?all=1`, stop.signal);
    const next = toObserved(containersSchema.parse(await json(response)));
    if (stop.signal.aborted || JSON.stringify(next) === JSON.stringify(current)) return;
    current = next;
    onChange(current);
  };
  const lookSoon = (delay = settleMs) => {
    timer ??= setTimeout(() => {
      look().catch((error) => {
        if (stop.signal.aborted) return;
        log.debug({ error }, "the containers could not be listed; it is tried again");
        timer = undefined;
        lookSoon(retryMs);
      });
    }, delay);
  };
  const follow = async () => {
    const filters = encodeURIComponent(JSON.stringify({ type: ["container"] }));
    while (!stop.signal.aborted) {
      try {
        const events = await get(gateSocket, `/${apiVersion}/events?filters=${filters}`, stop.signal);
        lookSoon();
        for await (const line of createInterface({ input: events })) if (isNews(line)) lookSoon();
      } catch (error) {
        if (!stop.signal.aborted)
          log.debug({ error }, "the gate's events broke off; they are followed again");
      }
      await new Promise((resolve) => setTimeout(resolve, stop.signal.aborted ? 0 : retryMs));
    }
  };
  const following = follow();
  return {
    current: () => current,
    close: async () => {
      stop.abort();
      clearTimeout(timer);
      await following;
    },
  };
}

/** Execs, among them every healthcheck, change nothing that is shown. */
function isNews(event: string): boolean {
  return !/"Action":\s*"exec_/.test(event);
}

function get(socketPath: string, path: string, signal: AbortSignal) {
  return new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    const asking = request({ socketPath, path, signal, headers: { host: "docker" } }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`the gate answered ${response.statusCode}`));
    });
    asking.once("error", reject);
    asking.end();
  });
}

function toObserved(listed: z.infer<typeof containersSchema>): Observed {
  const ports = new Map<number, PortView>();
  const containers = listed.slice(0, shownContainers).map((container): ContainerView => {
    const name = (container.Names[0] ?? "").replace(/^\//, "");
    const service = container.Labels?.["com.docker.compose.service"] ?? null;
    for (const { PublicPort: port, Type } of container.Ports) {
      if (port !== undefined && Type === "tcp") ports.set(port, { port, container: name, service });
    }
    return {
      name,
      service,
      project: container.Labels?.["com.docker.compose.project"] ?? null,
      image: container.Image,
      state: container.State,
      health: healthOf(container.Status),
      exitCode: exitCodeOf(container.Status),
    };
  });
  return {
    containers: containers.sort((a, b) => (a.name < b.name ? -1 : 1)),
    ports: [...ports.values()].sort((a, b) => a.port - b.port),
  };
}

/** `Up 2 minutes (healthy)`, `Up 3 seconds (health: starting)` */
function healthOf(status: string): ContainerView["health"] {
  const word = /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1];
  return word === "starting" || word === "healthy" || word === "unhealthy" ? word : null;
}

/** `Exited (137) 5 seconds ago` */
function exitCodeOf(status: string): number | null {
  const code = /^Exited \((-?\d+)\)/.exec(status)?.[1];
  return code === undefined ? null : Number(code);
}

import type { Logger } from "pino";
import type { GateContext } from "./context.ts";
import { type Decision, dispatcher } from "./dispatch.ts";
import type { CatalogueImages } from "./engine/catalogue-images.ts";
import { EngineClient } from "./engine/engine-client.ts";
import { ExecRegistry } from "./engine/exec-registry.ts";
import { InventoryCache } from "./engine/inventory-cache.ts";
import { Workspace } from "./engine/workspace.ts";
import { type EventHistory, noHistory } from "./events/event-history.ts";
import { type ContainerEvent, watchContainers } from "./events/watch.ts";
import { type DiskBook, unmeasured } from "./fairness/disk.ts";
import { Concurrency, RateLimit } from "./fairness/rate.ts";
import { Sequence } from "./fairness/sequence.ts";
import { Traffic } from "./fairness/traffic.ts";
import { PortKeeper } from "./network/port-keeper.ts";
import type { PortTable } from "./network/ports.ts";
import { Subnets } from "./network/subnets.ts";
import type { GateSandbox } from "./objects/gate-sandbox.ts";
import { routes } from "./routes/table.ts";
import { listen } from "./wire/server.ts";

const clock = () => performance.now();
/** A log of usual size is read at once. */
const logBurstMs = 2_000;
const patience = { idleMs: 5 * 60_000, headMs: 15_000 };

export type GateOptions = {
  sandbox: GateSandbox;
  engineSocket: string;
  /** Where the sandbox's docker CLI connects. */
  socketPath: string;
  log: Logger;
  disk?: DiskBook;
  history?: Pick<EventHistory, "open">;
  /** Shared by the gates of one engine. */
  catalogueImages?: CatalogueImages;
  /** Told of every request after it was answered; the log is, in any case. */
  onDecision?: (decision: Decision) => void;
};

/** What a gate had to do since it was opened, and has at this moment. */
export type GateTraffic = { requests: number; refused: number; connections: number };

export type Gate = {
  traffic(): GateTraffic;
  /** The virtual host's published ports. */
  ports: Pick<PortTable, "published" | "onChange" | "dial">;
  close(): Promise<void>;
};

/**
 * Serves one sandbox's view of the engine on a socket until it is closed. All of its state is in the
 * engine, so a gate opened on a sandbox that another process served goes on where that one stopped.
 *
 * @throws Error when the engine cannot be reached or is too old
 */
export async function openGate({
  sandbox,
  engineSocket,
  socketPath,
  log,
  disk = unmeasured,
  history = noHistory,
  catalogueImages,
  onDecision,
}: GateOptions): Promise<Gate> {
  const answers = new RateLimit(sandbox.limits.answerBytesPerSecond, clock);
  const engine = await EngineClient.connect(engineSocket, (bytes) => answers.pass(bytes));
  const inventory = new InventoryCache(engine, sandbox, catalogueImages);
  const ports = new PortKeeper(engine, sandbox.id);
  const gate: GateContext = {
    sandbox,
    engine,
    inventory,
    ports,
    workspace: new Workspace(engine, {
      toolbox: `${sandbox.id}-toolbox`,
      workspacePath: sandbox.workspacePath,
    }),
    subnets: new Subnets(engine),
    execs: new ExecRegistry(engine, inventory, sandbox.limits.execs),
    builds: new Concurrency(sandbox.limits.builds, "builds"),
    disk,
    history: history.open(sandbox.id),
    bytes: new RateLimit(sandbox.limits.bytesPerSecond, clock),
    logBytes: new RateLimit(sandbox.limits.logBytesPerSecond, clock, logBurstMs),
    creations: new Sequence(),
    measurements: new Sequence(),
    random: Math.random,
    log,
  };
  const counted = { requests: 0, refused: 0 };
  const stop = new AbortController();
  const portWork = new Sequence();
  await ports.sync();
  const watching = watchContainers(engine, {
    sandboxId: sandbox.id,
    signal: stop.signal,
    onConnect: () => resynchronise(gate),
    onEvent(event) {
      follow(gate, event);
      // Not waited for: telling the sandbox of a port takes longer than the next event may.
      portWork
        .run(() => ports.onEvent(event))
        .catch((error) => log.warn({ error }, "a port was not followed"));
    },
    onFault: (error) => log.warn({ error }, "the engine's events broke off"),
  });
  const handle = dispatcher(gate, {
    routes,
    traffic: new Traffic(sandbox.limits),
    onDecision(decision) {
      counted.requests += 1;
      if (isRefused(decision)) counted.refused += 1;
      log[isNotable(decision) ? "info" : "debug"](decision, "gate");
      onDecision?.(decision);
    },
  });
  const common = {
    "Api-Version": engine.apiVersion,
    "Docker-Experimental": "false",
    Ostype: "linux",
    Server: `Docker/${engine.engineVersion} (linux)`,
  };
  const server = await listen(
    socketPath,
    { handle, common, patience },
    {
      maximumConnections: sandbox.limits.connections,
      onFault: (error) => log.error({ error }, "a connection ended by a fault"),
    },
  );
  // Read ahead, so that the first command does not wait for it; what fails here fails there with an answer.
  inventory.current().catch(() => undefined);
  return {
    ports: ports.table,
    traffic: () => ({ ...counted, connections: server.connections }),
    async close() {
      stop.abort();
      gate.history.close();
      await server.close();
      await watching;
      engine.close();
    },
  };
}

/** After a gap in the events everything may be different. */
async function resynchronise({ inventory, ports }: GateContext): Promise<void> {
  inventory.invalidate("containers", "networks", "volumes", "images");
  await ports.sync();
}

function follow({ inventory }: GateContext, event: ContainerEvent): void {
  if (event.Action === "update" || event.Action === "destroy") inventory.forgetContainer(event.Actor.ID);
  inventory.invalidate("containers");
  // Anonymous volumes go with their container.
  if (event.Action === "destroy") inventory.invalidate("volumes");
}

/** What the lab does not allow, or not so much of; the engine's own errors are not counted. */
function isRefused({ status }: Decision): boolean {
  return status === 403 || status === 413 || status === 429;
}

/** Questions that were answered fill the log and say little; what changed something or was refused stays. */
function isNotable(decision: Decision): boolean {
  return (decision.status ?? 400) >= 400 || !["GET", "HEAD"].includes(decision.method);
}

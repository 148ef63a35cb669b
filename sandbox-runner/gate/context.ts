import type { Logger } from "pino";
import type { DiskBook } from "./disk.ts";
import type { EventBook } from "./event-history.ts";
import type { ExecRegistry } from "./exec-registry.ts";
import type { InventoryCache } from "./inventory-cache.ts";
import type { GateSandbox } from "./objects/gate-sandbox.ts";
import type { ViewContext } from "./objects/view-context.ts";
import type { PortKeeper } from "./port-keeper.ts";
import type { Concurrency, RateLimit } from "./rate.ts";
import type { Sequence } from "./sequence.ts";
import type { Subnets } from "./subnets.ts";
import type { EngineClient } from "./upstream.ts";
import type { Workspace } from "./workspace.ts";

/** What every route of one sandbox's gate works with. */
export type GateContext = {
  sandbox: GateSandbox;
  engine: EngineClient;
  inventory: InventoryCache;
  ports: PortKeeper;
  workspace: Workspace;
  subnets: Subnets;
  execs: ExecRegistry;
  builds: Concurrency;
  disk: DiskBook;
  history: EventBook;
  /** The pace of bytes that are passed on from the engine. */
  bytes: RateLimit;
  /** The same of logs, over all who read and follow them: while nobody takes them the engine reads no more. */
  logBytes: RateLimit;
  /** What uses up the budget is decided and made one at a time. */
  creations: Sequence;
  /** For what is on the disk the engine looks at every file: at one question of a sandbox after the other. */
  measurements: Sequence;
  /** From 0 to 1, for generated names. */
  random: () => number;
  log: Logger;
};

/** The same for one container at a time: see `InventoryCache.settled`. */
export async function settledViewContext(gate: GateContext): Promise<ViewContext> {
  const inventory = await gate.inventory.settled();
  return { sandbox: gate.sandbox, inventory, ports: (id) => gate.ports.table.of(id) };
}

/** What the views need to turn the engine's answers into the student's. */
export async function viewContext(gate: GateContext): Promise<ViewContext> {
  const inventory = await gate.inventory.current();
  return { sandbox: gate.sandbox, inventory, ports: (id) => gate.ports.table.of(id) };
}

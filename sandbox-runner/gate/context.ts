import type { Logger } from "pino";
import type { EngineClient } from "./engine/engine-client.ts";
import type { ExecRegistry } from "./engine/exec-registry.ts";
import type { InventoryCache } from "./engine/inventory-cache.ts";
import type { Workspace } from "./engine/workspace.ts";
import type { EventBook } from "./events/event-history.ts";
import type { DiskBook } from "./fairness/disk.ts";
import type { Concurrency, RateLimit } from "./fairness/rate.ts";
import type { Sequence } from "./fairness/sequence.ts";
import type { PortKeeper } from "./network/port-keeper.ts";
import type { Subnets } from "./network/subnets.ts";
import type { GateSandbox } from "./objects/gate-sandbox.ts";
import type { ViewContext } from "./objects/view-context.ts";

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

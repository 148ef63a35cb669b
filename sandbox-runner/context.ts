import type { Logger } from "pino";
import type { Settings } from "../lib/config/settings.ts";
import { ownIdentity } from "../lib/process/identity.ts";
import type { Engine } from "./engine/engine-state.ts";
import type { GateTraffic } from "./gate/gate.ts";
import type { ImageCatalogue } from "./images/catalogue.ts";
import { DiskMeter } from "./sandbox/disk-meter.ts";
import { type Outside, openOutside } from "./sandbox/outside.ts";

/** What every part of the runner is given instead of looking it up: made once when a process starts. */
export type RunnerContext = {
  settings: Settings;
  engine: Engine;
  catalogue: ImageCatalogue;
  /** This process, as `composelab.owner` names it: see `lib/process/identity.ts`. */
  owner: string;
  outside: Outside;
  disk: DiskMeter;
  /** The sandboxes whose gates this process serves. */
  served: Map<string, () => GateTraffic>;
  /** Sandboxes for grading that this context makes and removes by itself; of its owner's others none is needed. */
  inUse: Set<string>;
  log: Logger;
};

export async function openRunnerContext(
  parts: Pick<RunnerContext, "settings" | "engine" | "catalogue" | "log">,
): Promise<RunnerContext> {
  const outside = await openOutside(parts.engine.bridgeAddress);
  const disk = new DiskMeter(parts.engine, parts.settings.instance, parts.log);
  return { ...parts, owner: ownIdentity(), outside, disk, served: new Map(), inUse: new Set() };
}

import type { Logger } from "pino";
import { z } from "zod";
import type { Settings } from "../lib/config/settings.ts";
import { ownIdentity } from "../lib/process/identity.ts";
import type { Engine } from "./engine/engine-state.ts";
import { CatalogueImages } from "./gate/engine/catalogue-images.ts";
import { EventHistory } from "./gate/events/event-history.ts";
import type { GateTraffic } from "./gate/gate.ts";
import type { ImageCatalogue } from "./images/catalogue.ts";
import { canGroup } from "./sandbox/cgroup.ts";
import { DiskMeter } from "./sandbox/disk-meter.ts";
import type { SandboxIdentity } from "./sandbox/labels.ts";
import { type Outside, openOutside } from "./sandbox/outside.ts";
import { ReadySandboxes } from "./sandbox/ready.ts";

/** What every part of the runner is given instead of looking it up: made once when a process starts. */
export type RunnerContext = {
  settings: Settings;
  engine: Engine;
  catalogue: ImageCatalogue;
  /** This process, as `composelab.owner` names it: see `lib/process/identity.ts`. */
  owner: string;
  outside: Outside;
  /** Where the engine keeps containers, images and logs. */
  dataRoot: string;
  /** Whether sandboxes get control groups here. */
  groups: boolean;
  disk: DiskMeter;
  history: EventHistory;
  catalogueImages: CatalogueImages;
  /** By the id of a toolbox's image: the version of its `docker compose`. */
  composeVersions: Map<string, string>;
  /** The sandboxes whose gates this process serves. */
  served: Map<string, { identity: SandboxIdentity; traffic: () => GateTraffic }>;
  /**
   * Sandboxes that this context makes and removes by itself: those for grading and the ready ones. Of its owner's
   * others none is needed.
   */
  inUse: Set<string>;
  /** Empty unless somebody keeps some. */
  ready: ReadySandboxes;
  log: Logger;
};

const infoSchema = z.object({ DockerRootDir: z.string() });

export async function openRunnerContext(
  parts: Pick<RunnerContext, "settings" | "engine" | "catalogue" | "log">,
): Promise<RunnerContext> {
  const outside = await openOutside(parts.engine.bridgeAddress);
  const disk = new DiskMeter(parts.engine, parts.settings.instance, parts.log);
  const { DockerRootDir: dataRoot } = infoSchema.parse(await parts.engine.docker.info());
  const groups = await canGroup(parts.engine.docker);
  const own = {
    owner: ownIdentity(),
    served: new Map(),
    inUse: new Set<string>(),
    ready: new ReadySandboxes(),
    catalogueImages: new CatalogueImages(),
    composeVersions: new Map<string, string>(),
  };
  const history = new EventHistory(parts.engine.socketPath, parts.log);
  return { ...parts, ...own, outside, dataRoot, groups, disk, history };
}

import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { withLock } from "../../lib/process/with-lock.ts";
import type { Engine } from "../engine/engine-state.ts";
import { bootstrapImage, splitTag } from "./bootstrap.ts";
import { buildImage, readBuildFiles } from "./build.ts";
import type { CatalogueEntry, ImageCatalogue } from "./catalogue.ts";
import { PreparationError } from "./preparation-error.ts";
import { openRegistry, pullByDigest, type Registry } from "./registry.ts";
import { currentImageId, type ImageState } from "./status.ts";

export type PrepareOptions = {
  engine: Engine;
  catalogue: ImageCatalogue;
  settings: Settings;
  /** Ids to prepare, with what they need; all when absent. */
  only?: string[];
  /** Called with every change of one image's state. */
  report: (state: ImageState) => void;
  signal?: AbortSignal;
};

/**
 * Gets every image of the catalogue that is not there or not current, one after the other. One that fails is
 * reported and the others go on, except those that need it. Several processes may do this at once: each image
 * is made once. What is ready stays ready when this is cut short.
 *
 * @returns the states at the end. @throws when `signal` aborts.
 */
export async function prepareImages(options: PrepareOptions): Promise<ImageState[]> {
  const wanted = withNeeds(options.catalogue, options.only);
  const registry = openRegistry(options.engine.docker);
  const states = new Map<string, ImageState>();
  const set = (state: ImageState) => {
    states.set(state.id, state);
    options.report(state);
  };
  for (const entry of wanted) set({ id: entry.id, state: "waiting" });
  for (const entry of wanted) {
    options.signal?.throwIfAborted();
    const failedNeed = entry.needs.find((need) => states.get(need)?.state === "failed");
    if (failedNeed) {
      const reason = message("engine.image-need-failed", { image: failedNeed });
      set({ id: entry.id, state: "failed", message: reason });
    } else set(await prepareOne(entry, options, registry));
  }
  return [...states.values()];
}

/** The named entries and everything they build upon, in the catalogue's order. */
function withNeeds(catalogue: ImageCatalogue, only: string[] | undefined): CatalogueEntry[] {
  if (!only) return catalogue.entries;
  const wanted = new Set(only);
  for (const entry of catalogue.entries.toReversed()) {
    if (wanted.has(entry.id)) for (const need of entry.needs) wanted.add(need);
  }
  return catalogue.entries.filter((entry) => wanted.has(entry.id));
}

async function prepareOne(
  entry: CatalogueEntry,
  options: PrepareOptions,
  registry: Registry,
): Promise<ImageState> {
  const { docker } = options.engine;
  const lock = path.join(options.settings.engineDirectory, "images.lock");
  try {
    const present = await currentImageId(docker, entry);
    if (!present) await withLock(lock, () => makeUnlessCurrent(entry, options, registry), options.signal);
    await tagAll(docker, entry);
    return { id: entry.id, state: "ready", imageId: await currentImageId(docker, entry) };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { id: entry.id, state: "failed", message: reasonOf(error) };
  }
}

function reasonOf(error: unknown): Message {
  if (error instanceof PreparationError) return error.reason;
  return message("engine.image-failed", { detail: error instanceof Error ? error.message : String(error) });
}

async function makeUnlessCurrent(
  entry: CatalogueEntry,
  { engine, settings, report, signal }: PrepareOptions,
  registry: Registry,
): Promise<void> {
  const { docker } = engine;
  if (await currentImageId(docker, entry)) return;
  const onProgress = (fraction: number) => report({ id: entry.id, state: "preparing", fraction });
  onProgress(0);
  const labels = {
    "composelab.instance": settings.instance,
    "composelab.image": entry.id,
    "composelab.image-hash": entry.hash,
  };
  const common = { docker, labels, onProgress, signal };
  const digest = entry.pull ? await registry.digestOf(entry.pull) : undefined;
  if (entry.pull && digest) {
    const pulled = await pullByDigest(docker, entry.pull, digest, signal);
    const files = [{ path: "Dockerfile", content: Buffer.from(`FROM ${pulled}\n`), executable: false }];
    const named = { ...labels, "composelab.image-pulled": pulled };
    await buildImage({ ...common, labels: named, files, dockerfile: "Dockerfile", tag: entry.engineTag });
  } else if (entry.bootstrap) {
    await bootstrapImage({
      ...common,
      entry,
      workDirectory: path.join(settings.engineDirectory, "bootstrap"),
    });
  } else if (entry.build) {
    const files = await readBuildFiles(entry.directory);
    await buildImage({ ...common, files, dockerfile: entry.build.dockerfile, tag: entry.engineTag });
  }
  await pruneReplaced(docker);
}

/** First stages, and what lost its names to a newer build. An image that a container still uses stays. */
async function pruneReplaced(docker: Engine["docker"]): Promise<void> {
  for (const label of ["composelab.stage", "composelab.image"]) {
    await docker.pruneImages({ filters: { dangling: ["true"], label: [label] } });
  }
}

async function tagAll(docker: Engine["docker"], entry: CatalogueEntry): Promise<void> {
  for (const reference of entry.engineTags.slice(1)) {
    const { repository, tag } = splitTag(reference);
    await docker.getImage(entry.engineTag).tag({ repo: repository, tag });
  }
}

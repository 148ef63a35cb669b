import type { RunResult } from "../../lib/grading/result.ts";
import { bareName } from "../../lib/grading/service-name.ts";
import type { Snapshot } from "../../lib/grading/snapshot.ts";
import type { RunnerContext } from "../context.ts";
import type { Engine } from "../engine/engine-state.ts";
import { toolboxName } from "../sandbox/paths.ts";
import { compose } from "./compose.ts";
import { ignoreMissing, inspectContainers } from "./containers.ts";
import { serviceOf } from "./labels.ts";
import type { RunState } from "./run-state.ts";

export function engineProvenance(engine: Engine): RunResult["provenance"]["engine"] {
  return { version: engine.version, apiVersion: engine.apiVersion };
}

/** The version of the toolbox's `docker compose`, which is asked once for each image of it. */
export async function composeVersion(run: RunState): Promise<string> {
  const { engine, composeVersions } = run.context;
  const { Image } = await engine.docker.getContainer(toolboxName(run.sandbox.id)).inspect();
  const known = composeVersions.get(Image);
  if (known !== undefined) return known;
  const { stdout } = await compose(run, ["version", "--short"], { timeoutSeconds: 30, quiet: true });
  composeVersions.set(Image, stdout.trim());
  return stdout.trim();
}

/** What the lab's images are on this engine. Throws for one that is not there: nothing could be judged. */
export async function labImages(context: RunnerContext, references: string[]): Promise<Snapshot["images"]> {
  const images: Snapshot["images"] = {};
  for (const reference of references) {
    const engineReference = context.catalogue.engineReference(reference);
    const image =
      engineReference &&
      (await context.engine.docker.getImage(engineReference).inspect().catch(ignoreMissing));
    if (!image) throw new Error(`the image ${reference} is not ready`);
    images[reference] = { id: image.Id, layers: image.RootFS.Layers ?? [] };
  }
  return images;
}

/** Image ids of the student's project by the reference that its model names, or by the service that is built. */
export async function projectImages(run: RunState): Promise<Record<string, string>> {
  const images: Record<string, string> = {};
  for (const { Config, Image } of await inspectContainers(run)) {
    const service = serviceOf(Config.Labels, run.projects) ?? "";
    images[run.config.model?.services[bareName(service)]?.image ?? service] = Image;
  }
  return images;
}

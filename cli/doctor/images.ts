import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import type { Engine } from "../../sandbox-runner/engine/engine-state.ts";
import { CatalogueError, type ImageCatalogue, loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { imageStates } from "../../sandbox-runner/images/status.ts";
import { type Finding, finding } from "./finding.ts";

export type ImagesExamined = {
  findings: Finding[];
  /** The toolbox's reference on the engine, when it is ready. */
  toolbox?: string;
};

export async function examineImages(engine: Engine, settings: Settings): Promise<ImagesExamined> {
  const catalogue = await tryCatalogue(settings.contentDirectory);
  if (!("entries" in catalogue)) return { findings: [catalogue] };
  const states = await imageStates(engine.docker, catalogue);
  const ready = states.filter((state) => state.state === "ready").map((state) => state.id);
  const missing = states.filter((state) => state.state !== "ready").map((state) => state.id);
  const toolbox = catalogue.entries.find((entry) => entry.id === "toolbox" && ready.includes(entry.id));
  const counts = { ready: ready.length, all: states.length };
  const result =
    missing.length === 0
      ? finding("images", "ok", message("engine.doctor-images", counts))
      : finding(
          "images",
          "info",
          message("engine.doctor-images-waiting", { ...counts, missing: missing.join(", ") }),
          [message("engine.doctor-images-remedy")],
        );
  return { findings: [result], ...(toolbox && { toolbox: toolbox.engineTag }) };
}

async function tryCatalogue(contentDirectory: string): Promise<ImageCatalogue | Finding> {
  try {
    return await loadCatalogue(contentDirectory);
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const text = message("engine.doctor-catalogue", { detail: error.message });
    return finding("images", "problem", text, [message("engine.doctor-catalogue-remedy")]);
  }
}

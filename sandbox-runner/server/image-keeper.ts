import type { RunnerContext } from "../context.ts";
import { checkEgress } from "../engine/egress-check.ts";
import type { ImageCatalogue } from "../images/catalogue.ts";
import { prepareImages } from "../images/prepare.ts";
import { goneImages, imageStates } from "../images/status.ts";
import { pause } from "./pause.ts";
import type { RunnerStatus } from "./status.ts";

const firstRetryMilliseconds = 15_000;
const lastRetryMilliseconds = 600_000;
const lookMilliseconds = 30_000;

/**
 * Prepares the images in the background until all are ready, trying again (less and less often) what failed, and those
 * anew that somebody removed from the engine afterwards.
 *
 * @param begin the images that are there already are shown at once; preparing waits for this.
 */
export async function keepImages(
  context: RunnerContext,
  status: RunnerStatus,
  begin: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { engine, catalogue, settings, log } = context;
  status.clearImages();
  for (const state of await imageStates(engine.docker, catalogue)) status.setImage(state);
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  await Promise.race([begin, aborted]);
  let only: string[] | undefined;
  let retry = firstRetryMilliseconds;
  while (!signal.aborted) {
    const report = status.setImage;
    const states = await prepareImages({ engine, catalogue, settings, report, signal, only });
    const failed = states.filter((state) => state.state === "failed");
    if (failed.length === 0) {
      log.info({ images: states.length }, "images ready");
      if (only === undefined) await tryEgress(context);
      retry = firstRetryMilliseconds;
      only = await untilGone(context, signal);
      continue;
    }
    log.warn({ images: failed }, "images that could not be prepared; they are tried again");
    await pause(retry, signal);
    retry = Math.min(retry * 2, lastRetryMilliseconds);
  }
}

/** The images that are no more on the engine, as soon as there are some; none when the signal aborts. */
async function untilGone({ engine, catalogue, log }: RunnerContext, signal: AbortSignal): Promise<string[]> {
  while (!signal.aborted) {
    await pause(lookMilliseconds, signal);
    if (signal.aborted) break;
    // An engine that is away is noticed elsewhere.
    const gone = await goneImages(engine.docker, catalogue).catch(() => []);
    if (gone.length === 0) continue;
    log.warn({ images: gone }, "images are gone from the engine; they are prepared anew");
    return gone;
  }
  return [];
}

/** Whether the firewall rules hold is tried once for real, now that there is an image to try it from. */
async function tryEgress({ engine, settings, catalogue, log }: RunnerContext): Promise<void> {
  const toolbox = catalogue.entries.find((entry) => entry.id === "toolbox");
  if (!toolbox) return;
  try {
    const { passed, problems } = await checkEgress(engine, settings, toolbox.engineTag);
    if (passed) log.info("lab networks reach only what they may");
    else log.warn({ problems }, "lab networks reach what they may not");
  } catch (error) {
    log.warn({ error }, "what lab networks reach could not be tried");
  }
}

/** The ids of the catalogue's entries that runs with these references need: theirs and the platform's own. */
export function neededImages(catalogue: ImageCatalogue, references: string[]): string[] {
  const tags = new Set(references.map((reference) => catalogue.engineReference(reference)));
  return catalogue.entries
    .filter((entry) => entry.audience === "platform" || entry.engineTags.some((tag) => tags.has(tag)))
    .map((entry) => entry.id);
}

/** The first needed image that is not ready, or nothing. */
export function missingImage(status: RunnerStatus, needed: string[]): string | undefined {
  const ready = new Set(
    status
      .images()
      .filter((image) => image.state === "ready")
      .map((image) => image.id),
  );
  return needed.find((id) => !ready.has(id));
}

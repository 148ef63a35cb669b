import type { RunnerContext } from "../context.ts";
import { readyPlaces } from "../sandbox/ready-places.ts";
import { missingImage, neededImages } from "./image-keeper.ts";
import type { RunnerStatus } from "./status.ts";

/**
 * Has sandboxes made in advance, until the context's are closed: none on a runner that is being drained, and no new
 * ones while images are prepared or grading has all its places taken.
 */
export function keepReady(context: RunnerContext, status: RunnerStatus, attempts: () => number): void {
  const { settings, catalogue, log } = context;
  const isPreparing = () => status.images().some((image) => image.state === "preparing");
  context.ready.keep({
    places: readyPlaces(context),
    wanted: () => (status.draining() ? 0 : settings.readySandboxes),
    isCalm: () =>
      attempts() < settings.jobs &&
      missingImage(status, neededImages(catalogue, [])) === undefined &&
      !isPreparing(),
    log,
    now: () => performance.now(),
  });
}

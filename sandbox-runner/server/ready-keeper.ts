import type { RunnerContext } from "../context.ts";
import { readyPlaces } from "../sandbox/ready-places.ts";
import { missingImage, neededImages } from "./image-keeper.ts";
import type { RunnerStatus } from "./status.ts";

/** Has sandboxes made in advance, until the context's are closed. */
export function keepReady(context: RunnerContext, status: RunnerStatus, attempts: () => number): void {
  const { settings, catalogue, log } = context;
  const needed = neededImages(catalogue, []);
  context.ready.keep({
    places: readyPlaces(context),
    wanted: () => (status.draining() ? 0 : settings.readySandboxes),
    isCalm: () => isCalm(status, needed, settings.jobs - attempts()),
    log,
    now: () => performance.now(),
  });
}

/** While images are made, or grading has no place free, the engine has better to do than to make some in advance. */
export function isCalm(status: RunnerStatus, needed: string[], freePlaces: number): boolean {
  const isPreparing = status.images().some(({ state }) => state === "preparing");
  return freePlaces > 0 && !isPreparing && missingImage(status, needed) === undefined;
}

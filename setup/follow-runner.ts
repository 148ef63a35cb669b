import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import {
  type RunnerEngine,
  type RunnerImage,
  runnerEngineSchema,
  runnerImageSchema,
} from "../lib/db/runner-state.ts";
import { type Locale, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { askControl } from "../sandbox-runner/server/control-client.ts";
import type { Display, Line } from "./display.ts";

const healthSchema = z.object({ engine: runnerEngineSchema, images: z.array(runnerImageSchema) });

type Health = z.infer<typeof healthSchema>;

const lookMilliseconds = 700;

/** Shows how the engine and the images come along in the background, until both are there or cannot be. */
export async function followRunner(
  socket: string,
  display: Display,
  locale: Locale,
  signal: AbortSignal,
): Promise<void> {
  const engine = display.begin(message("platform.step-engine"));
  const ready = await follow(socket, signal, ({ engine: state }) =>
    showEngine(state, engine, display, locale),
  );
  if (!ready) return engine.end("stopped");
  const images = display.begin(message("platform.step-images"));
  const done = await follow(socket, signal, (health) => showImages(health.images, images, display, locale));
  if (done) display.say(message("platform.lab-ready"));
  else images.end("stopped");
}

/** Looks again and again until `show` has said true or false. */
async function follow(
  socket: string,
  signal: AbortSignal,
  show: (health: Health) => boolean | undefined,
): Promise<boolean> {
  while (!signal.aborted) {
    const answer = healthSchema.safeParse(await askControl(socket, "GET", "/health"));
    const shown = answer.success && !signal.aborted ? show(answer.data) : undefined;
    if (shown !== undefined) return shown;
    await sleep(lookMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

function showEngine(engine: RunnerEngine, line: Line, display: Display, locale: Locale): boolean | undefined {
  if (engine.state === "preparing") {
    const percent = engine.fraction === undefined ? "" : ` ${Math.round(engine.fraction * 100)} %`;
    line.detail(`${translate(engine.message, locale)}${percent}`);
    return undefined;
  }
  if (engine.state === "ready") {
    line.end(
      "done",
      translate(message(`platform.engine-${engine.mode}`, { version: engine.version }), locale),
    );
    return true;
  }
  line.end("failed");
  display.warn(engine.reason);
  for (const remedy of engine.remedies) display.say(remedy);
  display.say(message("platform.site-without-engine"));
  return false;
}

function showImages(
  images: RunnerImage[],
  line: Line,
  display: Display,
  locale: Locale,
): boolean | undefined {
  const ready = images.filter((image) => image.state === "ready").length;
  const current = images.find((image) => image.state === "preparing");
  const share = current?.fraction ? ` ${Math.round(current.fraction * 100)} %` : "";
  line.detail(`${ready}/${images.length}${current ? `  ${current.id}${share}` : ""}`);
  if (images.length === 0 || images.some((image) => !["ready", "failed"].includes(image.state)))
    return undefined;
  const failed = images.filter((image) => image.state === "failed");
  line.end(failed.length > 0 ? "failed" : "done", `${ready}/${images.length}`);
  for (const image of failed) {
    const reason = image.message ? translate(image.message, locale) : "";
    display.warn(message("platform.image-failed", { image: image.id, reason }));
  }
  return failed.length === 0;
}

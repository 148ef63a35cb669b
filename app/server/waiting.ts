import type { Runner } from "../../lib/db/runners.ts";
import { type Message, message } from "../../lib/i18n/message.ts";

/** Whether an attempt that is made now is run, now or later; else what is missing and what to do. */
export function whyNotAccepted(runners: Runner[]): { error: Message; remedy: Message } | undefined {
  if (runners.length === 0) {
    return { error: message("platform.no-runner"), remedy: message("platform.no-runner-remedy") };
  }
  const missing = runners.map((runner) => runner.engine).filter((engine) => engine.state === "missing");
  const [first] = missing;
  if (!first || missing.length < runners.length) return undefined;
  return { error: first.reason, remedy: first.remedies[0] ?? message("platform.engine-remedy") };
}

/** Why a waiting attempt waits, when it is not only that others are before it. */
export function whyWaiting(runners: Runner[]): Message | undefined {
  if (runners.length === 0) return message("platform.no-runner");
  const ready = runners.filter((runner) => runner.engine.state === "ready");
  if (ready.length === 0) {
    const preparing = runners.map((runner) => runner.engine).find((engine) => engine.state === "preparing");
    return preparing ? preparing.message : message("platform.engine-remedy");
  }
  const images = ready.flatMap((runner) => runner.images);
  const preparing = images.filter((image) => image.state !== "ready");
  if (preparing.length === 0) return undefined;
  return message("platform.images-preparing", {
    ready: images.length - preparing.length,
    all: images.length,
  });
}

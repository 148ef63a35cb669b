import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "../lib/config/settings.ts";
import { message } from "../lib/i18n/message.ts";
import { runFiles } from "../lib/process/run-files.ts";
import { askControl } from "../sandbox-runner/server/control-client.ts";
import type { Display } from "./display.ts";
import { followRunner } from "./follow-runner.ts";
import { endHolder } from "./leftovers.ts";
import { openParts, type Parts } from "./parts.ts";
import { isPortTaken, siteUrl } from "./port.ts";
import { runStep, SetupError, type Step } from "./step.ts";
import { database } from "./steps/database.ts";
import { generatedFiles } from "./steps/generated-files.ts";
import { siteBuild } from "./steps/site-build.ts";

export type ProductOptions = {
  settings: Settings;
  repository: string;
  display: Display;
  /** Aborts when the product shall stop. */
  signal: AbortSignal;
  /** An earlier supervisor was killed: what it started is taken over. Else it is ended first. */
  resume: boolean;
};

/**
 * Sets up, starts and keeps running all parts, and stops them in order when the signal aborts.
 * Lessons can be read as soon as the site answers; the engine and the images come along in the background.
 */
export async function runProduct(options: ProductOptions): Promise<void> {
  const { settings, display, signal } = options;
  const { runnerSocket } = runFiles(settings.dataDirectory);
  const startedAt = Date.now();
  const parts = openParts(options);
  try {
    if (!options.resume) await clearTheWay(options);
    await startParts(options, parts);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    display.say(message("platform.site-ready", { url: siteUrl(settings), seconds }));
    await followRunner(runnerSocket, display, settings.locale, signal);
    await untilAborted(signal);
  } finally {
    await parts.stopAll();
  }
}

/** The runner sees to the engine while the site is built; images wait, because both need the processors. */
async function startParts(
  { settings, repository, display, signal }: ProductOptions,
  parts: Parts,
): Promise<void> {
  const logs = path.join(settings.dataDirectory, "logs");
  const build = siteBuild(repository, logs);
  await runStep(generatedFiles(repository, logs), display, signal);
  let building = !(await build.isCurrent());
  const built = runStep(build, display, signal);
  const serving = (async () => {
    await runStep(database(settings), display, signal);
    if (!settings.databaseUrl) parts.keepDatabase();
    parts.keepRunner(() => (building ? ["--hold-images"] : []));
  })();
  await bothOrFirstError(built, serving);
  building = false;
  parts.keepSite();
  await runStep(siteAnswers(settings), display, signal);
  await askControl(runFiles(settings.dataDirectory).runnerSocket, "POST", "/images");
}

/** What a killed start left running is ended, and somebody else on our port is a reason to stop before all the work. */
async function clearTheWay({ settings, display }: ProductOptions): Promise<void> {
  const files = runFiles(settings.dataDirectory);
  const ended = await Promise.all([endHolder(files.web), endHolder(files.runner)]);
  if (ended.includes(true)) display.say(message("platform.leftovers-ended"));
  const { host, port } = settings;
  if (await isPortTaken(host, port)) {
    throw new SetupError(message("platform.port-taken", { port }), message("platform.port-taken-remedy"));
  }
}

/** Waits for both also when one fails, so that nothing goes on behind the stopping. */
async function bothOrFirstError(one: Promise<void>, other: Promise<void>): Promise<void> {
  const results = await Promise.allSettled([one, other]);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function siteAnswers(settings: Settings): Step {
  return {
    title: message("platform.step-site"),
    isCurrent: async () => false,
    run: async (_, signal) => {
      const host = settings.host === "0.0.0.0" || settings.host === "::" ? "127.0.0.1" : settings.host;
      const name = host.includes(":") ? `[${host}]` : host;
      const deadline = Date.now() + 90_000;
      while (Date.now() < deadline) {
        signal.throwIfAborted();
        const answer = await fetch(`http://${name}:${settings.port}/api/health`).catch(() => undefined);
        if (answer?.ok) return;
        await sleep(100);
      }
      const logs = path.join(settings.dataDirectory, "logs");
      throw new SetupError(message("platform.site-silent"), message("platform.see-logs", { logs }));
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}

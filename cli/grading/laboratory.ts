import { pino } from "pino";
import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { openRunnerContext, type RunnerContext } from "../../sandbox-runner/context.ts";
import { ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";
import { reap } from "../../sandbox-runner/sandbox/reaper.ts";
import { neededImages } from "../../sandbox-runner/server/image-keeper.ts";
import { CommandFailure } from "../failure.ts";

/**
 * Opens what runs need (engine, images, the place of the sandboxes) in this process, with or without the site
 * beside it, and closes it again. Throws a CommandFailure when there is nothing to grade with.
 *
 * @param images references of the images that the exercises name.
 */
export async function withLaboratory<Value>(
  settings: Settings,
  images: string[],
  report: (progress: Message) => void,
  work: (context: RunnerContext) => Promise<Value>,
): Promise<Value> {
  const state = await ensureEngine(settings, report);
  if (state.state === "missing") {
    const needed = message("cli.engine-needed");
    throw new CommandFailure(needed, [state.reason, ...state.remedies]);
  }
  try {
    const catalogue = await loadCatalogue(settings.contentDirectory);
    const log = pino({ level: settings.logLevel === "info" ? "warn" : settings.logLevel }, process.stderr);
    const { engine } = state;
    const only = neededImages(catalogue, images);
    const announced = new Set<string>();
    const announce = (image: string) => {
      if (!announced.has(image)) report(message("grading.preparing-images", { image }));
      announced.add(image);
    };
    const states = await prepareImages({
      engine,
      catalogue,
      settings,
      only,
      report: ({ id, state: now }) => now === "preparing" && announce(id),
    });
    const missing = states.find((image) => image.state !== "ready");
    if (missing) {
      const reason = missing.message ? [missing.message] : [];
      const problem = message("grading.image-not-ready", { image: missing.id });
      throw new CommandFailure(problem, [...reason, message("cli.image-remedy")]);
    }
    const context = await openRunnerContext({ settings, engine, catalogue, log });
    try {
      await reap(context);
      return await work(context);
    } finally {
      await context.outside.close();
    }
  } finally {
    await releaseEngine(settings);
  }
}

/** Runs tasks, so many at a time; answers in the order of the tasks. */
export async function inParallel<Task, Value>(
  tasks: Task[],
  jobs: number,
  work: (task: Task) => Promise<Value>,
): Promise<Value[]> {
  const answers: Value[] = [];
  const open = [...tasks.entries()];
  const worker = async () => {
    for (let next = open.shift(); next; next = open.shift()) answers[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return answers;
}

/** Runs what it is given, so many at a time and in the order in which it came. */
export type Slots = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Several kinds of work that share one number of jobs. */
export function openSlots(jobs: number): Slots {
  let free = Math.max(1, jobs);
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** Aborts at the first Ctrl-C, so that sandboxes are removed; a second one ends the process as usual. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

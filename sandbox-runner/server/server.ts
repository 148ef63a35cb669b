import type { Logger } from "pino";
import type { Settings } from "../../lib/config/settings.ts";
import { databaseUrl } from "../../lib/db/embedded/paths.ts";
import { message } from "../../lib/i18n/message.ts";
import { releaseEngine } from "../engine/engine.ts";
import type { Engine } from "../engine/engine-state.ts";
import { openRunnerPort, type RunnerPort } from "../live/port.ts";
import { type LivePart, startLive } from "../live/start.ts";
import { attemptNotYet, runAttempt } from "./attempts.ts";
import { openControlServer, refusal } from "./control.ts";
import { answerSandboxRequest, type ControlAnswer } from "./control-sandboxes.ts";
import { keepEngine } from "./engine-keeper.ts";
import { untilIdle } from "./idle.ts";
import { keepImages, missingImage, neededImages } from "./image-keeper.ts";
import { keepPruned } from "./keep-pruned.ts";
import { openQueueService, type QueueService } from "./queue-service.ts";
import { keepReady } from "./ready-keeper.ts";
import { openSession, type Session } from "./session.ts";
import { createRunnerStatus, type RunnerStatus } from "./status.ts";

export type ServerOptions = {
  settings: Settings;
  log: Logger;
  /** Aborted from outside by a signal, from inside by `POST /stop` or when there is nothing left to do. */
  stopping: AbortController;
  /** Without one no attempts are taken, and the process ends when it has no sandbox left to serve. */
  database: boolean;
  /** Images are not prepared before `POST /images`: the site is still being built and needs the processors. */
  holdImages: boolean;
};

/**
 * The runner: resolves when it has been stopped and has put everything in order.
 *
 * @returns the exit code: 1 when it had nothing to do because there is no engine.
 */
export async function runServer(options: ServerOptions): Promise<number> {
  const { settings, log, stopping } = options;
  const status = createRunnerStatus();
  const images = Promise.withResolvers<void>();
  if (!options.holdImages) images.resolve();
  let session: Session | undefined;
  let queue: QueueService | undefined;
  let port: RunnerPort | undefined;
  let live: LivePart | undefined;

  const control = await openControlServer(
    settings.dataDirectory,
    [
      async (method, path) => {
        if (method === "GET" && path === "/health") return health(status, session, queue);
        if (method === "GET" && path === "/live") return { status: 200, body: live?.ends() ?? {} };
        if (method === "POST" && path === "/stop") {
          setImmediate(() => stopping.abort());
          return { status: 202, body: {} };
        }
        if (method === "POST" && (path === "/drain" || path === "/undrain")) {
          status.setDraining(path === "/drain");
          return { status: 200, body: { draining: status.draining() } };
        }
        if (method !== "POST" || path !== "/images") return undefined;
        images.resolve();
        return { status: 202, body: {} };
      },
      async (method, path, body) => {
        if (session) return answerSandboxRequest(session.registry, method, path, body);
        if (!path.startsWith("/sandboxes")) return undefined;
        return noEngine(status);
      },
    ],
    log,
  );
  if (!options.database) {
    status.onChange(() => status.engine().state === "missing" && stopping.abort());
  } else {
    const url = databaseUrl(settings);
    port = await openRunnerPort(settings, log);
    const { instance, jobs } = settings;
    queue = await openQueueService({ url, instance, jobs, status, log, reached: port.reached });
    void keepPruned({ database: queue.database, days: settings.keepDays, log, signal: stopping.signal });
  }

  const use = async (engine: Engine, lost: AbortSignal) => {
    const opened = await openSession(settings, engine, log);
    session = opened;
    let stopWork: (() => Promise<void>) | undefined;
    let preparing: Promise<void> | undefined;
    try {
      const ending = AbortSignal.any([lost, stopping.signal]);
      const ended = new Promise<void>((resolve) => ending.addEventListener("abort", () => resolve()));
      stopWork = await queue?.work({
        notYet: async (attempt) =>
          status.draining() ? "the runner is drained" : attemptNotYet(opened.context, status, attempt),
        run: (attempt, emit, signal) => runAttempt(opened.context, attempt, emit, signal),
      });
      if (queue && port) live = startLive({ ...opened, queue, port, status });
      keepReady(opened.context, status, () => queue?.active() ?? 0);
      preparing = keepImages(opened.context, status, images.promise, ending).catch((error) => {
        if (!ending.aborted) log.error({ error }, "preparing images");
      });
      const isBusy = () =>
        opened.registry.size > 0 || status.images().some((image) => image.state === "preparing");
      if (!options.database) untilIdle(isBusy, ending).then((idle) => idle && stopping.abort());
      if (!ending.aborted) await ended;
    } finally {
      await live?.stop();
      live = undefined;
      await stopWork?.();
      session = undefined;
      await opened.close();
      await preparing;
    }
  };
  await keepEngine({ settings, status, log, signal: stopping.signal, use });
  await queue?.close();
  await port?.close();
  await releaseEngine(settings);
  await control.close();
  return !options.database && status.engine().state === "missing" ? 1 : 0;
}

function health(
  status: RunnerStatus,
  session: Session | undefined,
  queue: QueueService | undefined,
): ControlAnswer {
  const platform = session && neededImages(session.context.catalogue, []);
  const sandboxes = platform !== undefined && missingImage(status, platform) === undefined;
  const body = {
    sandboxes,
    engine: status.engine(),
    images: status.images(),
    open: session?.registry.size ?? 0,
    attempts: queue?.active() ?? 0,
  };
  return { status: 200, body };
}

function noEngine(status: RunnerStatus): ControlAnswer {
  const engine = status.engine();
  return engine.state === "missing"
    ? refusal(503, engine.reason, engine.remedies)
    : refusal(503, message("platform.engine-looking"));
}

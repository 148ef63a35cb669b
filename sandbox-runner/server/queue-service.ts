import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { isCancelled } from "../../lib/db/attempts.ts";
import { type Database, openDatabase } from "../../lib/db/client.ts";
import { openListener } from "../../lib/db/listen.ts";
import { channels } from "../../lib/db/notify.ts";
import { openQueue } from "../../lib/db/queue.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { persist } from "./persist.ts";
import type { RunnerStatus } from "./status.ts";
import { startWorker, type Worker, type WorkerOptions } from "./worker.ts";

export type QueueService = {
  database: Database;
  runnerId: string;
  /** `<instance>@<host name>` */
  machine: string;
  /** Takes attempts from now on, in the way that is given, until the returned function is called. */
  work(way: Pick<WorkerOptions, "notYet" | "run">): Promise<() => Promise<void>>;
  active(): number;
  close(): Promise<void>;
};

/** What a runner does with the database: heartbeat, taking attempts, hearing of cancellations. */
export async function openQueueService(options: {
  url: string;
  instance: string;
  jobs: number;
  status: RunnerStatus;
  log: Logger;
  /** Where the site reaches this runner for what is live. */
  reached: { address: string; token: string };
}): Promise<QueueService> {
  const { url, jobs, status, log } = options;
  const onError = (error: Error) => log.warn({ error: error.message }, "database connection");
  const opened = openDatabase(url, { name: "composelab-runner", connections: jobs + 4, onError });
  const { database } = opened;
  const queue = await persist(() => openQueue(url, { role: "runner", connections: jobs + 2, onError }));
  const runnerId = `runner-${randomBytes(4).toString("hex")}`;
  const machine = `${options.instance}@${hostname()}`;
  const heartbeat = await startHeartbeat({
    database,
    boss: queue.boss,
    log,
    runnerId,
    machine,
    jobs,
    status,
    reached: options.reached,
  });
  let worker: Worker | undefined;

  // A cancellation that was notified while the connection was lost is found by looking.
  const lookForCancelled = async () => {
    for (const attemptId of worker?.active() ?? []) {
      if (await isCancelled(database, attemptId).catch(() => false)) worker?.cancel(attemptId);
    }
  };
  const listener = openListener(url, [channels.cancel], {
    onNotification: (_, attemptId) => worker?.cancel(attemptId),
    onConnect: lookForCancelled,
  });
  return {
    database,
    runnerId,
    machine,
    work: async (way) => {
      const started = await startWorker({ database, boss: queue.boss, runnerId, jobs, log, ...way });
      worker = started;
      return () => started.stop();
    },
    active: () => worker?.active().length ?? 0,
    close: async () => {
      await heartbeat.stop();
      await listener.close();
      await queue.close();
      await opened.close();
    },
  };
}

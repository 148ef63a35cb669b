import type { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Database } from "../../lib/db/client.ts";
import { beat, releaseLostAttempts, removeRunner } from "../../lib/db/runners.ts";
import { isAlive, ownIdentity } from "../../lib/process/identity.ts";
import type { RunnerStatus } from "./status.ts";

const beatMilliseconds = 3_000;
/** Changes of state are told soon, but not each of them: an image's progress changes all the time. */
const changeMilliseconds = 300;

export type Heartbeat = { stop: () => Promise<void> };

/** Says regularly, and soon after every change, that this runner is alive and what it can do. */
export async function startHeartbeat(options: {
  database: Database;
  boss: PgBoss;
  log: Logger;
  runnerId: string;
  /** `<instance>@<host name>` */
  machine: string;
  jobs: number;
  status: RunnerStatus;
  /** Where the site reaches this runner for what is live. */
  reached: { address: string; token: string };
}): Promise<Heartbeat> {
  const { database, boss, log, status, runnerId, machine, jobs } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;

  const beatOnce = async () => {
    clearTimeout(soon);
    soon = undefined;
    const process = ownIdentity();
    const can = { jobs, engine: status.engine(), images: status.images(), draining: status.draining() };
    await beat(database, { id: runnerId, machine, process, ...can, ...options.reached });
    const released = await releaseLostAttempts(database, boss, { machine, isAlive });
    if (released.length > 0) log.info({ attempts: released }, "gave back the attempts of a dead runner");
  };
  const quietly = () =>
    beatOnce().catch((error) => log.warn({ error }, "no heartbeat: the database is away"));
  const loop = async () => {
    await quietly();
    if (!stopped) timer = setTimeout(loop, beatMilliseconds);
  };
  status.onChange(() => {
    if (!stopped) soon ??= setTimeout(quietly, changeMilliseconds);
  });
  await loop();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(soon);
      await removeRunner(database, runnerId).catch(() => undefined);
    },
  };
}

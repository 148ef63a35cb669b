import type { Logger } from "pino";
import type { Database } from "../../lib/db/client.ts";
import { prune } from "../../lib/db/prune.ts";
import { pause } from "./pause.ts";

const hourMilliseconds = 3_600_000;
/** Not while everything is starting. */
const firstMilliseconds = 60_000;

/** Deletes from the database what is older than so many days, every hour, until the signal aborts. */
export async function keepPruned(options: {
  database: Database;
  days: number;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { database, days, log, signal } = options;
  await pause(firstMilliseconds, signal);
  while (!signal.aborted) {
    await prune(database, days).catch((error) => log.warn({ error }, "old events could not be deleted"));
    await pause(hourMilliseconds, signal);
  }
}

import { sql } from "drizzle-orm";
import type { Database } from "./client.ts";

/** Channels of NOTIFY. The payload is the attempt's id, or the runner's. */
export const channels = {
  /** An attempt has new events or another state. */
  events: "composelab_events",
  /** A running attempt shall be cancelled. */
  cancel: "composelab_cancel",
  /** A runner, its engine or its images changed. */
  runners: "composelab_runners",
} as const;

export type Channel = (typeof channels)[keyof typeof channels];

/** Tells all listeners, when the transaction it runs in commits. */
export async function notify(
  database: Pick<Database, "execute">,
  channel: Channel,
  payload: string,
): Promise<void> {
  await database.execute(sql`select pg_notify(${channel}, ${payload})`);
}

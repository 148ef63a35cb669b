import pg from "pg";
import type { Channel } from "./notify.ts";

export type Listener = { close: () => Promise<void> };

const retryMilliseconds = 500;
const pingMilliseconds = 5000;

/**
 * Listens on channels over a connection of its own, for as long as it is open: a lost connection is made again.
 *
 * @param handlers.onConnect is called after every (re)connection. Notifications sent in between are gone,
 *   so look for what was missed.
 */
export function openListener(
  url: string,
  listening: readonly Channel[],
  handlers: { onNotification: (channel: string, payload: string) => void; onConnect: () => void },
): Listener {
  const closing = new AbortController();
  let current: pg.Client | undefined;

  const connectOnce = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: "composelab-listen",
      keepAlive: true,
    });
    current = client;
    const ended = new Promise<void>((resolve) => {
      client.once("end", resolve);
      // More than one may come, and an error that nobody hears ends the process.
      client.on("error", () => resolve());
    });
    client.on("notification", (note) => handlers.onNotification(note.channel, note.payload ?? ""));
    await client.connect();
    for (const channel of listening) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    handlers.onConnect();
    const ping = setInterval(() => client.query("select 1").catch(() => client.end()), pingMilliseconds);
    await ended.finally(() => clearInterval(ping));
  };

  const keepConnected = async () => {
    while (!closing.signal.aborted) {
      await connectOnce().catch(() => undefined);
      await current?.end().catch(() => undefined);
      await pause(retryMilliseconds, closing.signal);
    }
  };

  const running = keepConnected();
  return {
    close: async () => {
      closing.abort();
      await current?.end().catch(() => undefined);
      await running;
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

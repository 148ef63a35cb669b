import type { PgBoss } from "pg-boss";
import type { Settings } from "../../lib/config/settings.ts";
import { openDatabase } from "../../lib/db/client.ts";
import { databaseUrl } from "../../lib/db/embedded/paths.ts";
import { openQueue, type Queue } from "../../lib/db/queue.ts";
import { openAttemptSignals } from "./attempt-signals.ts";
import { openClassWatch } from "./class-watch.ts";
import { openQueueWatch } from "./queue-watch.ts";
import type { Site } from "./site.ts";
import { openStreamPlaces } from "./stream-places.ts";

/** Opens what the pages and routes need. The database may be away: what needs it fails until it is there. */
export function connectSite(settings: Settings): { site: Site; close: () => Promise<void> } {
  const url = databaseUrl(settings);
  const onError = (error: Error) => console.error(`database: ${error.message}`);
  const opened = openDatabase(url, { name: "composelab-web", connections: 20, onError });
  const signals = openAttemptSignals(url);
  let opening: Promise<Queue> | undefined;

  const queue = async (): Promise<PgBoss> => {
    opening ??= openQueue(url, { role: "web", onError });
    try {
      return (await opening).boss;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    site: {
      settings,
      database: opened.database,
      queue,
      signals,
      waiting: openQueueWatch(opened.database),
      streams: openStreamPlaces(),
      classes: openClassWatch(opened.database),
    },
    close: async () => {
      await signals.close();
      await (await opening?.catch(() => undefined))?.close();
      await opened.close();
    },
  };
}

import type { PgBoss } from "pg-boss";
import type { Settings } from "../../lib/config/settings.ts";
import type { Database } from "../../lib/db/client.ts";
import type { AttemptSignals } from "./attempt-signals.ts";
import type { ClassWatch } from "./class-watch.ts";
import type { QueueWatch } from "./queue-watch.ts";
import type { StreamPlaces } from "./stream-places.ts";

/** What the site's process opened once at its start, for every page and route. */
export type Site = {
  settings: Settings;
  database: Database;
  /** The queue that attempts are put into. Rejects while the database is away. */
  queue: () => Promise<PgBoss>;
  signals: AttemptSignals;
  waiting: QueueWatch;
  streams: StreamPlaces;
  classes: ClassWatch;
};

declare global {
  /** `server.ts` and the code that Next has bundled are two copies of every module; the process is what they share. */
  var composelabSite: Site | undefined;
}

export function openSite(opened: Site): void {
  globalThis.composelabSite = opened;
}

export function site(): Site {
  const opened = globalThis.composelabSite;
  if (!opened) throw new Error("The site was not opened: start it with server.ts, not with next start.");
  return opened;
}

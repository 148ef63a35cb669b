import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "../lib/config/settings.ts";
import { postgresLog, postgresPaths } from "../lib/db/embedded/paths.ts";
import { runningServer, startPostgres, stopPostgres } from "../lib/db/embedded/server.ts";
import { keepLogsSmall } from "../lib/process/log-file.ts";
import type { Kept } from "./keep-running.ts";

const lookMilliseconds = 400;

/** Keeps the embedded database server running: one that was killed is started again, and recovers. */
export function keepDatabase(settings: Settings, onDeath: (how: string) => void): Kept {
  const stopping = new AbortController();
  const paths = postgresPaths(settings);
  const keep = async () => {
    while (!stopping.signal.aborted) {
      await sleep(lookMilliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await runningServer(paths))) continue;
      onDeath("");
      await startPostgres(settings).catch((error: unknown) => onDeath(String(error)));
    }
  };
  const kept = keep();
  const leaveLog = keepLogsSmall([postgresLog(settings.dataDirectory)]);
  return {
    stop: async () => {
      leaveLog();
      stopping.abort();
      await kept;
      await stopPostgres(settings);
    },
  };
}

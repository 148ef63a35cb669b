import { setTimeout as pause } from "node:timers/promises";
import type { Settings } from "../../lib/config/settings.ts";
import { type Lock, lockHolder, takeLock } from "../../lib/process/lock.ts";
import { runFiles } from "../../lib/process/run-files.ts";
import { askControl } from "./control-client.ts";

const handOverMilliseconds = 30_000;

/**
 * There is one runner for a data directory. The site's runner takes over from one that the command line has
 * started; interactive sandboxes go on and are adopted.
 *
 * @returns nothing when another one stays.
 */
export async function takeRunnerLock(
  settings: Settings,
  own: { database: boolean },
): Promise<Lock | undefined> {
  const files = runFiles(settings.dataDirectory);
  const deadline = Date.now() + handOverMilliseconds;
  while (Date.now() < deadline) {
    const lock = takeLock(files.runner, own);
    if (lock) return lock;
    const holder = lockHolder(files.runner);
    if (!holder) continue;
    if (!own.database || holder.database !== false) return undefined;
    await askControl(files.runnerSocket, "POST", "/stop");
    await pause(300);
  }
  return undefined;
}

import { chmod, stat } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";

const enterForOthers = 0o001;

/**
 * Root inside a container is nobody on this host, and must be able to pass through to the engine's files. What
 * is ours is opened for passing through (not for reading).
 *
 * @returns the directory above ours that lets nobody through, which only the operator may change.
 */
export async function openTheWay(
  settings: Pick<Settings, "engineDirectory" | "dataDirectory">,
): Promise<string | undefined> {
  let directory = path.resolve(settings.engineDirectory);
  while (directory !== path.dirname(directory)) {
    const { mode } = await stat(directory);
    if ((mode & enterForOthers) === 0) {
      const ours = directory === settings.engineDirectory || directory === settings.dataDirectory;
      if (!ours) return directory;
      await chmod(directory, (mode & 0o7777) | enterForOthers);
    }
    directory = path.dirname(directory);
  }
  return undefined;
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Where a session lies: its folder, and the numbers that its path carries. */
export type SessionFolder = {
  /** Relative to the content folder, with `/`: `week-2/day-1/session-6`. */
  path: string;
  directory: string;
  week: number;
  day: number;
  session: number;
};

/** Every session of the course, in the order in which it is taught. */
export async function sessionFolders(contentDirectory: string): Promise<SessionFolder[]> {
  const found: SessionFolder[] = [];
  for (const week of await numberedIn(contentDirectory, "week")) {
    for (const day of await numberedIn(week.directory, "day")) {
      for (const session of await numberedIn(day.directory, "session")) {
        const path = session.directory.slice(contentDirectory.length + 1).replaceAll("\\", "/");
        found.push({
          path,
          directory: session.directory,
          week: week.number,
          day: day.number,
          session: session.number,
        });
      }
    }
  }
  return found;
}

/** Names of the folders in a directory, sorted; none when there is no such directory. */
export async function directoriesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function numberedIn(directory: string, kind: string): Promise<{ directory: string; number: number }[]> {
  const names = await directoriesIn(directory);
  return names
    .filter((name) => new RegExp(`^${kind}-[1-9][0-9]*$`).test(name))
    .map((name) => ({ directory: join(directory, name), number: Number(name.slice(kind.length + 1)) }))
    .sort((one, other) => one.number - other.number);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

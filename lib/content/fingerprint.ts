import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { findSessionFolder } from "./session.ts";

/**
 * Changes when a file changes that a lesson's page is made from: those of the lesson, its session.yaml, the glossary.
 * Undefined when there is no such session.
 *
 * @param lesson the path of its session, and its id: `week-2/day-1/session-6/architecture`.
 */
export async function lessonFingerprint(
  contentDirectory: string,
  lesson: string,
): Promise<string | undefined> {
  const id = lesson.slice(lesson.lastIndexOf("/") + 1);
  const folder = await findSessionFolder(contentDirectory, lesson.slice(0, -id.length - 1));
  if (!folder || !/^[a-z0-9-]+$/.test(id)) return undefined;
  const parts = [
    ...(await filesBelow(join(folder.directory, "lessons", id))),
    ...(await filesBelow(join(contentDirectory, "glossary"))),
    join(folder.directory, "session.yaml"),
  ];
  return (await Promise.all(parts.map(stateOf))).join("\n");
}

async function filesBelow(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  return names.sort().map((name) => join(directory, name));
}

/** An editor that saves takes the file away for a moment. */
async function stateOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found ? `${file} ${found.mtimeMs} ${found.size}` : "";
}

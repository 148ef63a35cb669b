import { basename, dirname } from "node:path";
import { diagnose } from "../../lib/compose/diagnose.ts";
import { entryNames } from "../../lib/compose/project.ts";
import type { Diagnostic, WorkspaceFile } from "../../lib/compose/types.ts";
import { readSurroundings } from "./workspace.ts";

/** What was found in one file, and its text to show the lines from. */
export type Examined = { path: string; text: string; diagnostics: Diagnostic[] };

const overridePattern = /^(docker-)?compose\.override\.ya?ml$/;

/**
 * Checks one file. The override of a base that is given as well is laid over it, as `docker compose` does; a
 * file that only makes sense on top of a base is laid over the one beside it.
 * @param given every file that is to be checked
 */
export async function examine(path: string, given: string[]): Promise<Examined> {
  const name = basename(path);
  const beside = given.filter((other) => dirname(other) === dirname(path)).map((other) => basename(other));
  const overrides = entryNames.includes(name) ? beside.filter((other) => overridePattern.test(other)) : [];
  const { files, isProject } = await readSurroundings(path, overrides);
  const text = files.find((file) => file.path === name)?.content ?? "";
  const found = look(files, isProject, { entry: name, overrides });
  const isIncomplete = found.some(({ message }) => message.params.elsewhere !== undefined);
  const diagnostics =
    isIncomplete && !entryNames.includes(name) ? ((await onTopOfBase(path)) ?? found) : found;
  const own = diagnostics.filter(({ range }) => range.file === name);
  return { path, text, diagnostics: own };
}

async function onTopOfBase(path: string): Promise<Diagnostic[] | undefined> {
  const name = basename(path);
  if (!/compose/.test(name)) return undefined;
  const { files, entry, isProject } = await readSurroundings(path, entryNames);
  const base = entryNames.find((one) => files.some((file) => file.path === one));
  if (base === undefined) return undefined;
  return look(files, isProject, { entry: base, overrides: [entry] });
}

/** Apart from its project a file cannot be blamed for what is not around it; it is only told. */
function look(
  files: WorkspaceFile[],
  isProject: boolean,
  options: { entry: string; overrides: string[] },
): Diagnostic[] {
  const found = diagnose(files, { ...options, missingFilesKnown: isProject });
  if (isProject) return found;
  const all = diagnose(files, { ...options, missingFilesKnown: true });
  const missing = all
    .filter((one) => isAboutFiles(one))
    .map((one): Diagnostic => ({ ...one, severity: "info" }));
  return [...found, ...missing].sort((one, other) => one.range.start.line - other.range.start.line);
}

function isAboutFiles({ message }: Diagnostic): boolean {
  return /^compose\.missing-(bind|build|dockerfile|env|source|compose)/.test(message.code);
}

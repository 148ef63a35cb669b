import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { entryNames } from "../../lib/compose/project.ts";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { isIgnored, readWorkspace } from "../../lib/content/workspace-files.ts";
import { archiveLimits, isArchiveName, readArchive, tooLarge } from "./archive.ts";
import type { PackedFile } from "./packed.ts";
import { unwrapped, workspaceOf } from "./workspace.ts";

/** What one student handed in, read when its turn comes. */
export type Handin = {
  /** How the report names it: its path, within an archive too. */
  path: string;
  /** @throws UnreadableSubmission, WorkspaceTooLarge, or the file system's error */
  files(): Promise<WorkspaceFile[]>;
};

/**
 * The submissions at a path: a folder, a Compose file or an archive of one student, or a folder or an archive with
 * those of a class in it (a folder without a Compose file, in which several others look handed in).
 */
export async function handinsAt(path: string): Promise<Handin[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return handinsInFolder(path);
  if (found?.isFile() && isArchiveName(path)) return handinsInArchive(path);
  return [{ path, files: () => readWorkspace(path) }];
}

async function handinsInFolder(path: string): Promise<Handin[]> {
  const entries = await entriesOf(path);
  const one = [folderHandin(path)];
  if (entries.files.some(isComposeName)) return one;
  const archives = entries.files.filter(isArchiveName);
  let likely = archives.length;
  for (const name of entries.folders) if (await looksHandedIn(join(path, name), 2)) likely++;
  if (likely < 2) return one;
  const lone = entries.files.filter((name) => /\.ya?ml$/i.test(name));
  return [
    ...entries.folders.map((name) => folderHandin(join(path, name))),
    ...archives.map((name) => archiveHandin(join(path, name))),
    ...lone.map((name) => ({ path: join(path, name), files: () => readWorkspace(join(path, name)) })),
  ].sort(byPath);
}

/** A folder of one student: the project, or the one archive of it that was put there. */
function folderHandin(path: string): Handin {
  const files = async () => {
    const { files: names, folders } = await entriesOf(path);
    const archives = names.filter(isArchiveName);
    const isPacked = archives.length === 1 && folders.length === 0 && !names.some(isComposeName);
    if (isPacked) return archiveHandin(join(path, archives[0] ?? "")).files();
    return unwrapped(await readWorkspace(path));
  };
  return { path, files };
}

function archiveHandin(path: string): Handin {
  return { path, files: async () => workspaceOf(path, await unpack(path)) };
}

async function handinsInArchive(path: string): Promise<Handin[]> {
  let packed: PackedFile[];
  try {
    packed = unwrapped(await unpack(path));
  } catch (error) {
    return [{ path, files: () => Promise.reject(error) }];
  }
  const groups = Map.groupBy(packed, (file) => file.path.split("/")[0] ?? "");
  const likely = [...groups].filter(([name, files]) => isArchiveName(name) || files.some(isShallowCompose));
  const isOne = packed.some((file) => isComposeName(file.path)) || likely.length < 2;
  if (isOne) return [{ path, files: async () => workspaceOf(path, await innermost(packed)) }];
  return [...groups]
    .filter(([name, files]) => isArchiveName(name) || files.some((file) => file.path !== name))
    .map(([name, files]) => ({
      path: `${path}/${name}`,
      files: async () => workspaceOf(`${path}/${name}`, await innermost(files)),
    }))
    .sort(byPath);
}

/** The files themselves, or those of the one archive that they are. */
async function innermost(packed: PackedFile[]): Promise<PackedFile[]> {
  const only = packed.length === 1 ? packed[0] : undefined;
  return only && isArchiveName(only.path) ? readArchive(only.path, only.bytes) : packed;
}

async function unpack(path: string): Promise<PackedFile[]> {
  // Before it is read: a file of many gigabytes is not taken into memory to be refused.
  const { size } = await stat(path);
  if (size > archiveLimits.packed) throw tooLarge(archiveLimits);
  return readArchive(basename(path), await readFile(path));
}

async function looksHandedIn(path: string, depth: number): Promise<boolean> {
  const entries = await entriesOf(path).catch(() => undefined);
  // One that cannot be opened is somebody's, and its report says why it was not graded.
  if (!entries) return true;
  const { files, folders } = entries;
  if (files.some((name) => isComposeName(name) || isArchiveName(name))) return true;
  const only = folders.length === 1 && depth > 1 ? folders[0] : undefined;
  return only !== undefined && looksHandedIn(join(path, only), depth - 1);
}

async function entriesOf(path: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !isIgnored(name));
  const names = (kind: typeof entries) => kind.map(({ name }) => name).sort();
  return {
    files: names(entries.filter((entry) => entry.isFile())),
    folders: names(entries.filter((entry) => entry.isDirectory())),
  };
}

function isComposeName(name: string): boolean {
  return entryNames.some((known) => known === name);
}

/** The Compose file of a student's folder in a class's archive, or of the one folder within it. */
function isShallowCompose({ path }: PackedFile): boolean {
  const parts = path.split("/");
  const isNear = parts.length === 2 || parts.length === 3;
  const name = parts.at(-1) ?? "";
  return isNear && (isComposeName(name) || isArchiveName(name));
}

function byPath(one: Handin, other: Handin): number {
  return one.path < other.path ? -1 : 1;
}

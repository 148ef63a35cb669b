import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type FileReference, fileReferences } from "../../lib/compose/file-references.ts";
import { entryNames, readProject } from "../../lib/compose/project.ts";
import type { WorkspaceFile } from "../../lib/compose/types.ts";

/** A Compose file and what lies around it on the disk, as far as the file names it. */
type Surroundings = {
  entry: string;
  files: WorkspaceFile[];
  /** The file stands in its project, so that what it names and is not there is really missing. */
  isProject: boolean;
};

const maxBytes = 4 * 1024 * 1024;
const maxFilesRead = 50;

/** Reads a Compose file and the Compose files it includes or extends. Throws what `fs` throws. */
export async function readSurroundings(path: string, others: string[]): Promise<Surroundings> {
  const directory = dirname(path);
  const entry = basename(path);
  const names = [entry, ...others, ".env"];
  const files: WorkspaceFile[] = [];
  for (const name of names) {
    const content = await readText(join(directory, name), name === entry);
    if (content !== undefined) files.push({ path: name, content });
  }
  const references = await follow(directory, entry, files);
  const found = await Promise.all(references.map((reference) => placeholder(directory, reference)));
  files.push(...found.filter((file) => file !== undefined));
  // That the folder itself is there says nothing, nor does what else lies beside a file of any other name.
  const isSurrounded = references.some(({ path }, index) => path !== "" && found[index] !== undefined);
  const isProject = isSurrounded || (entryNames.includes(entry) && (await hasOtherFiles(directory)));
  return { entry, files, isProject };
}

/** Reads Compose files until none names another one; what remains is everything else that is named. */
async function follow(directory: string, entry: string, files: WorkspaceFile[]): Promise<FileReference[]> {
  const tried = new Set(files.map((file) => file.path));
  for (;;) {
    const references = fileReferences(readProject(files, entry, true));
    const next = references.find(({ kind, path }) => kind === "compose" && !tried.has(path));
    if (!next || tried.size > maxFilesRead) return references;
    tried.add(next.path);
    const content = await readText(join(directory, next.path), false);
    if (content !== undefined) files.push({ path: next.path, content });
  }
}

/** An empty file in place of one that is there; its content says nothing about the Compose file. */
async function placeholder(
  directory: string,
  { path, kind }: FileReference,
): Promise<WorkspaceFile | undefined> {
  if (kind === "compose") return undefined;
  const found = await stat(join(directory, path)).catch(() => undefined);
  if (!found) return undefined;
  return { path: found.isDirectory() ? `${path}/.` : path, content: "" };
}

async function readText(path: string, isRequired: boolean): Promise<string | undefined> {
  try {
    const found = await stat(path);
    // What a Compose file names may be a device or a pipe, which has no end.
    if (!isRequired && !found.isFile()) return undefined;
    if (found.size > maxBytes) return " ".repeat(maxBytes);
    return await readFile(path, "utf8");
  } catch (error) {
    if (isRequired) throw error;
    return undefined;
  }
}

/** Compose files, and what lies beside examples in a collection: papers, pictures, notes about the files. */
const besideExamples =
  /\.(ya?ml|md|markdown|rst|txt|log|csv|png|jpe?g|gif|svg|webp|pdf)$|^readme|^license|^\.|^(?!package).*\.json$/i;

/** Anything else: then this is a project's folder and no collection of examples. */
async function hasOtherFiles(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch(() => []);
  return names.some((name) => !besideExamples.test(name));
}

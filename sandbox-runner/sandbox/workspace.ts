import { buffer } from "node:stream/consumers";
import type Docker from "dockerode";
import tar from "tar-stream";
import type { WorkspaceFile } from "../../lib/compose/types.ts";

export const workspacePath = "/workspace";

/** The student's number inside the toolbox image, and so the owner of the files. */
const studentId = 1000;

const maxFileBytes = 4 * 1024 * 1024;

/** Writes files into the workspace, directories included. Paths are relative to it and stay inside. */
export async function writeWorkspace(docker: Docker, toolbox: string, files: WorkspaceFile[]): Promise<void> {
  if (files.length === 0) return;
  const pack = tar.pack();
  const owner = { uid: studentId, gid: studentId, mtime: new Date() };
  for (const directory of parentDirectories(files)) {
    pack.entry({ name: `${directory}/`, type: "directory", mode: 0o755, ...owner });
  }
  for (const file of files) {
    pack.entry({ name: relativePath(file.path), mode: 0o644, ...owner }, file.content);
  }
  pack.finalize();
  await docker.getContainer(toolbox).putArchive(await buffer(pack), { path: workspacePath });
}

/** The text of one file of the workspace, or undefined when there is no such regular file. */
export async function readWorkspaceFile(
  docker: Docker,
  toolbox: string,
  path: string,
): Promise<string | undefined> {
  const archive = await docker
    .getContainer(toolbox)
    .getArchive({ path: `${workspacePath}/${relativePath(path)}` })
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined;
      throw error;
    });
  if (!archive) return undefined;
  const extract = archive.pipe(tar.extract());
  for await (const entry of extract) {
    if (entry.header.type !== "file" || (entry.header.size ?? 0) > maxFileBytes) return undefined;
    return (await buffer(entry)).toString("utf8");
  }
  return undefined;
}

/** `a/b/c.txt` as it was given, or an error when it would leave the workspace. */
function relativePath(path: string): string {
  const segments = path.split("/");
  const bad = path === "" || path.includes("\0") || segments.some((s) => s === "" || s === "." || s === "..");
  if (bad) throw new Error(`not a path inside the workspace: ${JSON.stringify(path)}`);
  return path;
}

function parentDirectories(files: WorkspaceFile[]): string[] {
  const directories = new Set<string>();
  for (const file of files) {
    const segments = relativePath(file.path).split("/").slice(0, -1);
    segments.forEach((_, index) => {
      directories.add(segments.slice(0, index + 1).join("/"));
    });
  }
  return [...directories].sort();
}

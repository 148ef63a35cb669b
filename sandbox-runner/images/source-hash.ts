import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { ImageDescription } from "./schema.ts";

/** Every file that goes into an image's build context, relative and sorted: not what describes the image. */
export async function contextFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .filter((file) => file !== "image.yaml" && !/^README.*\.md$|__pycache__/.test(file))
    .sort();
}

/** Hash of what decides an image's content: how it is made, and each file's name, mode and bytes. */
export async function contextHash(directory: string, image: ImageDescription): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([image.build, image.bootstrap, image.pull]));
  for (const file of await contextFiles(directory)) {
    const full = path.join(directory, file);
    const executable = ((await stat(full)).mode & 0o111) !== 0;
    const bytes = await readFile(full);
    hash.update(`\0${file}\0${executable ? "x" : "-"}${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

export function combineHashes(hashes: string[]): string {
  return createHash("sha256").update(hashes.join(" ")).digest("hex").slice(0, 16);
}

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "..", "..");

/** All that can change a verdict without the exercise, the images or the engine being changed. */
const graders = [
  "lib/compose",
  "lib/grading",
  "sandbox-runner/gate",
  "sandbox-runner/grading",
  "sandbox-runner/sandbox",
  "package-lock.json",
];

/** Of the code that grades: a proof that other code made is none. */
export async function graderHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const part of graders) {
    for (const file of await filesBelow(part))
      hash.update(`${file}\0`).update(await readFile(join(repository, file)));
  }
  return hash.digest("hex");
}

async function filesBelow(path: string): Promise<string[]> {
  if (path.includes(".")) return [path];
  const entries = await readdir(join(repository, path), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
    .sort();
}

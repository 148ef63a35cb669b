import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** A hash over the content of files, named by paths and glob patterns within a directory. */
export function fingerprint(directory: string, patterns: string[]): string {
  const hash = createHash("sha256").update(process.version);
  const files = globSync(patterns, { cwd: directory }).sort();
  for (const file of files) {
    const absolute = path.join(directory, file);
    if (!statSync(absolute).isFile()) continue;
    hash.update(`\0${file}\0`).update(readFileSync(absolute));
  }
  return hash.digest("hex");
}

/** A note beside a product: what it was made from. It is removed before the product is made anew. */
export type Stamp = {
  matches(value: string): Promise<boolean>;
  write(value: string): Promise<void>;
  clear(): Promise<void>;
};

export function stampFile(file: string): Stamp {
  return {
    matches: async (value) => (await readFile(file, "utf8").catch(() => "")) === value,
    write: async (value) => {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, value);
    },
    clear: () => rm(file, { force: true }),
  };
}

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { message } from "../../lib/i18n/message.ts";
import { CommandFailure } from "../failure.ts";

type Wanted = { kind: "exercise" | "lesson"; id: string; sessionDirectory: string };

/** Copies the template of this kind, with its own name in it; returns the new folder. */
export async function copyTemplate({ kind, id, sessionDirectory }: Wanted): Promise<string> {
  const directory = join(sessionDirectory, `${kind}s`, id);
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new CommandFailure(message("cli.new-taken", { id })) : error;
  });
  const template = join(import.meta.dirname, kind);
  for (const entry of await readdir(template, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(directory, from.slice(template.length + 1));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, (await readFile(from, "utf8")).replaceAll("__id__", id));
  }
  return directory;
}

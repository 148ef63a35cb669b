import type { Readable } from "node:stream";
import type Docker from "dockerode";
import tar from "tar-stream";
import { ignoreMissing } from "./containers.ts";

/** A secret is a small file; databases and the like are not read through. */
const mostBytes = 2 * 1024 * 1024;

/** Where among what is mounted into a container a secret stands, whatever the file is called there. */
export async function findMounted(docker: Docker, id: string, secret: string): Promise<string | undefined> {
  const info = await docker.getContainer(id).inspect().catch(ignoreMissing);
  for (const { Destination } of info?.Mounts ?? []) {
    const name = await nameOfHolder(docker, id, { path: Destination, secret });
    if (name !== undefined) return name;
  }
  return undefined;
}

async function nameOfHolder(
  docker: Docker,
  id: string,
  { path, secret }: { path: string; secret: string },
): Promise<string | undefined> {
  const archive = await docker.getContainer(id).getArchive({ path }).catch(ignoreMissing);
  if (!archive) return undefined;
  const source = archive as Readable;
  const entries = tar.extract();
  source.pipe(entries);
  let left = mostBytes;
  try {
    for await (const entry of entries) {
      const kept: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        left -= chunk.length;
        if (left < 0) return undefined;
        kept.push(chunk);
      }
      // The archive names everything beginning with the last part of the path.
      if (Buffer.concat(kept).includes(secret)) return `${path.replace(/\/[^/]*$/, "")}/${entry.header.name}`;
    }
    return undefined;
  } finally {
    source.destroy();
    entries.destroy();
  }
}

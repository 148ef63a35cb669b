import { Readable } from "node:stream";
import tar from "tar-stream";
import { type PackedItem, TooManyBytes } from "./packed.ts";

/** What a tar holds, in its order. @throws for what is torn off or no tar */
export async function* tarItems(bytes: Buffer): AsyncGenerator<PackedItem> {
  // In pieces, because a tar of many entries is not unpacked at once.
  const source = Readable.from(pieces(bytes));
  for await (const entry of source.pipe(tar.extract())) {
    const { name, type } = entry.header;
    const kind = type === "file" || type === "contiguous-file" ? "file" : "other";
    let wasRead = false;
    const read = async (most: number) => {
      wasRead = true;
      return bounded(Readable.from(entry), most);
    };
    yield { name, kind: type === "directory" ? "folder" : kind, read };
    if (!wasRead) entry.resume();
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

async function bounded(source: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > most) throw new TooManyBytes();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

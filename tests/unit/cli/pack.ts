import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from "@zip.js/zip.js";
import tar from "tar-stream";

type Contents = Record<string, string | Buffer>;

export async function zipOf(contents: Contents, options: ZipWriterAddDataOptions = {}): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [path, content] of Object.entries(contents)) {
    await writer.add(path, new Uint8ArrayReader(Buffer.from(content)), options);
  }
  return Buffer.from(await writer.close());
}

/** Entries without content may be links, devices and the like. */
export async function tarOf(
  contents: Contents,
  others: Parameters<tar.Pack["entry"]>[0][] = [],
): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(contents)) pack.entry({ name }, content);
  for (const header of others) pack.entry(header);
  pack.finalize();
  return buffer(pack);
}

export async function tarGzOf(contents: Contents): Promise<Buffer> {
  return gzipSync(await tarOf(contents));
}

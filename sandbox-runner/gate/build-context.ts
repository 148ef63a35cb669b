import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header, pack } from "tar-stream";
import { GateError } from "./errors.ts";
import { rewriteDockerfile } from "./objects/dockerfile.ts";

type Sink = ReturnType<ReturnType<typeof pack>["entry"]>;
type Rewrite = Parameters<typeof rewriteDockerfile>[1];

export type BuildContext = {
  /** The name of the rewritten Dockerfile inside the context. */
  dockerfile: string;
  /** How many steps of it the student did not write. */
  addedSteps: number;
  /** Bytes of the tar. */
  size: number;
  read(): Readable;
  remove(): Promise<void>;
};

const dockerfileLimit = 1024 * 1024;
/** What a build can use; devices and the like are left out. */
const kinds = new Set(["file", "directory", "symlink", "link"]);

/**
 * Packs a student's build context anew, with the Dockerfile as the lab rewrites it under a name that
 * nobody can guess. It waits on disk: the Dockerfile may come last, and the engine is to see nothing
 * of a build that is refused.
 *
 * @throws GateError 400 when there is no such Dockerfile, Refusal when it is not allowed
 */
export async function openBuildContext(
  tar: AsyncIterable<Buffer>,
  options: { dockerfile: string; rewrite: Rewrite },
): Promise<BuildContext> {
  const directory = await mkdtemp(path.join(tmpdir(), "composelab-build-"));
  const file = path.join(directory, "context.tar");
  const remove = () => rm(directory, { recursive: true, force: true });
  const dockerfile = `.composelab-${randomBytes(12).toString("hex")}`;
  try {
    const addedSteps = await repack(tar, { ...options, file, name: dockerfile });
    const { size } = await stat(file);
    return { dockerfile, addedSteps, size, read: () => createReadStream(file), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @returns how many steps were added */
async function repack(
  tar: AsyncIterable<Buffer>,
  options: { dockerfile: string; rewrite: Rewrite; file: string; name: string },
): Promise<number> {
  const output = pack();
  const written = pipeline(output, createWriteStream(options.file, { mode: 0o600 }));
  written.catch(() => undefined);
  try {
    const text = await copyEntries(tar, output, options.dockerfile);
    if (text === undefined) {
      throw new GateError(400, `Cannot locate specified Dockerfile: ${options.dockerfile}`);
    }
    const rewritten = rewriteDockerfile(text, options.rewrite);
    output.entry({ name: options.name, mode: 0o600 }, rewritten.text);
    output.finalize();
    await written;
    return rewritten.addedSteps;
  } catch (error) {
    output.destroy();
    throw error;
  }
}

/** @returns the text of the entry that the engine would take for the Dockerfile: the last of its name */
async function copyEntries(
  tar: AsyncIterable<Buffer>,
  output: ReturnType<typeof pack>,
  dockerfile: string,
): Promise<string | undefined> {
  let text: string | undefined;
  const input = extract();
  const fed = pipeline(Readable.from(tar, { objectMode: false }), input);
  fed.catch(() => undefined);
  for await (const entry of input) {
    const { header } = entry;
    if (!kinds.has(header.type)) {
      entry.resume();
      continue;
    }
    if (normalised(header.name) === dockerfile && header.type === "file") {
      text = await readText(entry, header.size);
      output.entry(plainHeader(header), text);
      continue;
    }
    await copyEntry(entry, output.entry(plainHeader(header)));
  }
  await fed;
  return text;
}

async function copyEntry(entry: AsyncIterable<unknown>, sink: Sink): Promise<void> {
  for await (const chunk of entry) {
    if (!sink.write(chunk)) await once(sink, "drain");
  }
  sink.end(null);
}

/** Only what a build reads: no device numbers, no extended attributes. */
function plainHeader({ name, mode, mtime, size, type, linkname, uid, gid }: Header) {
  return { name, mode, mtime, size, type, uid, gid, ...(linkname && { linkname }) };
}

async function readText(entry: AsyncIterable<unknown>, size: number): Promise<string> {
  if (size > dockerfileLimit) throw new GateError(400, "the Dockerfile is too large", true);
  const parts: Buffer[] = [];
  for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function normalised(name: string): string {
  return path.posix.normalize(`/${name}`).slice(1);
}

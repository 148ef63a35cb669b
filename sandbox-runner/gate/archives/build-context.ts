import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { GateError } from "../errors.ts";
import { mebibytes } from "../fairness/disk.ts";
import type { Pace } from "../fairness/rate.ts";
import type { BuildSteps } from "../objects/build-output.ts";
import { rewriteDockerfile } from "../objects/dockerfile.ts";
import { type Refusal, refuse } from "../objects/refusal.ts";
import { ArchiveMeter } from "./archive-meter.ts";
import { copyEntry, type Entry, isPlain, plainHeader, tarEntries } from "./tar-entries.ts";

type BuildContextOptions = {
  dockerfile: string;
  rewrite: Parameters<typeof rewriteDockerfile>[1];
  /** Bytes to which all archives together may be unpacked. */
  unpacked: number;
  pace: Pace;
};

export type BuildContext = {
  written: BuildSteps;
  /** Bytes of the tar. */
  size: number;
  read(): Readable;
  remove(): Promise<void>;
};

/** The rewritten Dockerfile inside the context; what the student has of that name is left out. */
export const rewrittenName = ".composelab-dockerfile";
const ignoreName = ".dockerignore";
const textLimit = 1024 * 1024;
const pieceBytes = 256 * 1024;

/**
 * Packs a student's build context anew, with the Dockerfile as the lab rewrites it under a name of its
 * own, which the builder's steps do not see. It waits on disk: the Dockerfile may come last, and the engine is to see nothing
 * of a build that is refused.
 *
 * @throws GateError 400 when there is no such Dockerfile, Refusal when it is not allowed
 */
export async function openBuildContext(
  tar: AsyncIterable<Buffer>,
  options: BuildContextOptions,
): Promise<BuildContext> {
  const file = await openNameless();
  const remove = () => file.close();
  try {
    const written = await repack(tar, { ...options, file });
    const { size } = await file.stat();
    return {
      written,
      size,
      read: () => Readable.from(readBack(file), { objectMode: false }),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A file that is gone as soon as nobody has it open, so that nothing is left of a process that is killed. */
async function openNameless(): Promise<FileHandle> {
  const directory = await mkdtemp(path.join(tmpdir(), "composelab-build-"));
  try {
    return await open(path.join(directory, "context.tar"), "wx+", 0o600);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function save(tar: ReturnType<typeof pack>, file: FileHandle): Promise<void> {
  for await (const chunk of tar) if (Buffer.isBuffer(chunk)) await file.writeFile(chunk);
}

async function* readBack(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(pieceBytes), position });
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function repack(
  tar: AsyncIterable<Buffer>,
  options: BuildContextOptions & { file: FileHandle },
): Promise<BuildSteps> {
  const output = pack();
  const saved = save(output, options.file);
  saved.catch(() => undefined);
  try {
    const meter = new ArchiveMeter(options.unpacked);
    const student = await copyEntries(tarEntries(tar, options.pace), output, {
      dockerfile: options.dockerfile,
      meter,
    });
    if (student.dockerfile === undefined) {
      throw new GateError(400, `Cannot locate specified Dockerfile: ${options.dockerfile}`);
    }
    if (student.dockerfile.trim() === "") {
      throw new GateError(400, `the Dockerfile (${options.dockerfile}) cannot be empty`);
    }
    const rewritten = rewriteDockerfile(student.dockerfile, options.rewrite);
    if (rewritten.unpacks && meter.objection !== undefined)
      throw notUnpacked(meter.objection, options.unpacked);
    output.entry({ name: rewrittenName, mode: 0o600 }, rewritten.text);
    // The builder takes files that are ignored by name out of the context before its first step.
    const ignored = student.ignored ?? `${ignoreName}\n`;
    if (!student.ignoresByLink)
      output.entry({ name: ignoreName }, `${ignored.trimEnd()}\n${rewrittenName}\n`);
    output.finalize();
    await saved;
    return rewritten;
  } catch (error) {
    output.destroy();
    // Until nobody writes to the file any more: its number may be another's then.
    await saved.catch(() => undefined);
    throw error;
  }
}

type StudentFiles = {
  dockerfile: string | undefined;
  /** What `.dockerignore` says. */
  ignored: string | undefined;
  /** It is no plain file: it stays as it is. */
  ignoresByLink: boolean;
};

/** @returns the texts of the entries that the builder would read: the last of each name */
async function copyEntries(
  entries: AsyncIterable<Entry>,
  output: ReturnType<typeof pack>,
  { dockerfile, meter }: { dockerfile: string; meter: ArchiveMeter },
): Promise<StudentFiles> {
  const found: StudentFiles = { dockerfile: undefined, ignored: undefined, ignoresByLink: false };
  for await (const entry of entries) {
    const { header } = entry;
    const name = normalised(header.name);
    if (name === ignoreName) found.ignoresByLink = header.type !== "file";
    if (!isPlain(header) || name === rewrittenName) {
      entry.resume();
    } else if (name === dockerfile && header.type === "file") {
      found.dockerfile = await readText(meter.passing(name, entry), header.size);
      output.entry(plainHeader(header), found.dockerfile);
    } else if (name === ignoreName && header.type === "file") {
      found.ignored = await readText(meter.passing(name, entry), header.size);
    } else {
      await copyEntry(entry, output, meter.passing(name, entry));
    }
  }
  return found;
}

function notUnpacked(name: string, limit: number): Refusal {
  return refuse("dockerfile-add-archive", { name: name.slice(0, 255), most: mebibytes(limit) });
}

async function readText(entry: AsyncIterable<unknown>, size: number): Promise<string> {
  if (size > textLimit) throw new GateError(400, "the Dockerfile or .dockerignore is too large", true);
  const parts: Buffer[] = [];
  for await (const part of entry) if (Buffer.isBuffer(part)) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function normalised(name: string): string {
  return path.posix.normalize(`/${name}`).slice(1);
}

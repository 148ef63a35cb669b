import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import type Docker from "dockerode";
import tar from "tar-stream";
import { PreparationError } from "./preparation-error.ts";
import { contextFiles } from "./source-hash.ts";

export type BuildOptions = {
  docker: Docker;
  /** Paths within the build context, with their content. */
  files: BuildFile[];
  dockerfile: string;
  tag: string;
  labels: Record<string, string>;
  onProgress: (fraction: number) => void;
  signal?: AbortSignal;
};

export type BuildFile = { path: string; content: Buffer; executable: boolean };

type ProgressLine = { stream?: string; error?: string };

/** The files of a catalogue entry as a build context. */
export async function readBuildFiles(directory: string): Promise<BuildFile[]> {
  const files: BuildFile[] = [];
  for (const file of await contextFiles(directory)) {
    const full = path.join(directory, file);
    files.push({
      path: file,
      content: await readFile(full),
      executable: ((await stat(full)).mode & 0o111) !== 0,
    });
  }
  return files;
}

/** Builds with the engine's classic builder. @throws PreparationError with the end of the build's log. */
export async function buildImage(options: BuildOptions): Promise<void> {
  const { docker, signal } = options;
  const pack = tar.pack();
  for (const file of options.files) {
    // The same bytes give the same layers: no time stamps of this checkout.
    const header = { name: file.path, mode: file.executable ? 0o755 : 0o644, mtime: new Date(0) };
    pack.entry(header, file.content);
  }
  pack.finalize();
  let log = "";
  const answer = await docker.buildImage(Readable.from(pack), {
    dockerfile: options.dockerfile,
    t: options.tag,
    labels: options.labels,
    forcerm: true,
    abortSignal: signal,
  });
  const lines = await new Promise<ProgressLine[]>((resolve, reject) => {
    docker.modem.followProgress(
      answer,
      (error, output: ProgressLine[]) => (error && !output?.length ? reject(error) : resolve(output ?? [])),
      (line: ProgressLine) => {
        log = `${log}${line.stream ?? line.error ?? ""}`.slice(-8000);
        const step = /^Step (\d+)\/(\d+)/.exec(line.stream ?? "");
        if (step) options.onProgress((Number(step[1]) - 1) / Number(step[2]));
      },
    );
  });
  signal?.throwIfAborted();
  const failed = lines.find((line) => line.error);
  if (failed) throw new PreparationError("engine.image-build-failed", log);
}

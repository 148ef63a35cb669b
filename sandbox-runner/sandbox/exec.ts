import { PassThrough } from "node:stream";
import type Docker from "dockerode";

export type ExecOptions = {
  user?: string;
  workingDirectory?: string;
  environment?: Record<string, string>;
  /** Written to the command's standard input, which is then closed. */
  input?: string;
  /** After this the command is killed and the exit code is 124, as timeout(1) has it. */
  timeoutMs?: number;
  signal?: AbortSignal;
  onOutput?: (stream: "stdout" | "stderr", text: string) => void;
  /** What is kept of each stream; the rest is read and dropped. */
  maxBytes?: number;
};

export type ExecResult = { exitCode: number; stdout: string; stderr: string };

const defaultTimeoutMs = 60_000;
const defaultMaxBytes = 1024 * 1024;
const killGraceSeconds = 2;

/** Runs a command in a running container and waits for its end. Needs timeout(1) in the container. */
export async function execIn(
  docker: Docker,
  container: string,
  command: string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { input, signal, timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes } = options;
  signal?.throwIfAborted();
  const exec = await docker.getContainer(container).exec({
    Cmd: ["timeout", `--kill-after=${killGraceSeconds}`, String(timeoutMs / 1000), ...command],
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Env: Object.entries(options.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(options.user && { User: options.user }),
    ...(options.workingDirectory && { WorkingDir: options.workingDirectory }),
  });
  const stream = await exec.start({ hijack: true, stdin: input !== undefined });
  const stdout = collect("stdout", maxBytes, options.onOutput);
  const stderr = collect("stderr", maxBytes, options.onOutput);
  docker.modem.demuxStream(stream, stdout.stream, stderr.stream);
  if (input !== undefined) stream.end(input);

  const onAbort = () => stream.destroy();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await ended(stream, timeoutMs + (killGraceSeconds + 10) * 1000);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stream.destroy();
  }
  signal?.throwIfAborted();
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? 137, stdout: stdout.text(), stderr: stderr.text() };
}

function ended(stream: NodeJS.ReadWriteStream, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("the engine did not end the command's stream")), limitMs);
    const finish = (error?: Error) => {
      clearTimeout(limit);
      if (error) reject(error);
      else resolve();
    };
    stream.once("end", () => finish());
    stream.once("close", () => finish());
    stream.once("error", finish);
  });
}

function collect(name: "stdout" | "stderr", maxBytes: number, onOutput: ExecOptions["onOutput"]) {
  const decoder = new TextDecoder();
  const kept: string[] = [];
  let bytes = 0;
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => {
    const text = decoder.decode(chunk, { stream: true });
    onOutput?.(name, text);
    if (bytes < maxBytes) kept.push(text);
    bytes += chunk.length;
  });
  return { stream, text: () => kept.join("").slice(0, maxBytes) };
}

import { PassThrough } from "node:stream";
import type Docker from "dockerode";

/**
 * Runs a command in the student's own container, as the container's own user unless told otherwise: with what is
 * there, unlike a probe. Without an exit code when the time ran out; the command is then left to itself.
 */
export async function execInTenant(
  docker: Docker,
  container: string,
  command: string[],
  options: { timeoutMs: number; signal: AbortSignal; user?: string },
): Promise<{ exitCode?: number; output: string }> {
  const exec = await docker.getContainer(container).exec({
    Cmd: command,
    AttachStdout: true,
    AttachStderr: true,
    ...(options.user !== undefined && { User: options.user }),
  });
  const stream = await exec.start({});
  const output: string[] = [];
  const collected = new PassThrough();
  collected.on("data", (chunk: Buffer) => output.push(chunk.toString("utf8")));
  docker.modem.demuxStream(stream, collected, collected);
  const limit = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const ended = await new Promise<boolean>((resolve, reject) => {
    stream.once("end", () => resolve(true));
    stream.once("close", () => resolve(true));
    stream.once("error", reject);
    limit.addEventListener("abort", () => resolve(false), { once: true });
  });
  stream.destroy();
  options.signal.throwIfAborted();
  const text = output.join("").trim().slice(0, 500);
  if (!ended) return { output: text };
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? undefined, output: text };
}

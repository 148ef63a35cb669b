import { type Readable, Transform, type Writable } from "node:stream";
import type Docker from "dockerode";
import { workspacePath } from "../sandbox/workspace.ts";

/** A command that runs in a toolbox, as the student, with streams that wait for each other. */
export type ToolboxStream = {
  stdin: Writable;
  stdout: Readable;
  /** After its output has ended. */
  exitCode(): Promise<number>;
  /** The last of what it said on standard error. */
  complaint(): string;
  /** Breaks it off; a command that reads its input ends by that. */
  destroy(): void;
};

const headerBytes = 8;
const complaintBytes = 2000;

export async function streamIn(docker: Docker, toolbox: string, command: string[]): Promise<ToolboxStream> {
  const exec = await docker.getContainer(toolbox).exec({
    Cmd: command,
    User: "student",
    WorkingDir: workspacePath,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  let complaint = Buffer.alloc(0);
  const stdout = demultiplex((chunk) => {
    complaint = Buffer.concat([complaint, chunk]).subarray(-complaintBytes);
  });
  stream.on("error", (error) => stdout.destroy(error));
  stream.on("close", () => stdout.end());
  stream.pipe(stdout);
  return {
    stdin: stream,
    stdout,
    exitCode: async () => (await exec.inspect()).ExitCode ?? 137,
    complaint: () => complaint.toString("utf8"),
    destroy: () => {
      stream.destroy();
      stdout.destroy();
    },
  };
}

/**
 * Takes the engine's frames apart: one byte of stream (1 output, 2 error), three zeroes, four bytes of length.
 * @see https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerAttach
 */
function demultiplex(onError: (chunk: Buffer) => void): Transform {
  let header = Buffer.alloc(0);
  let rest = 0;
  let isOutput = true;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      let at = 0;
      while (at < chunk.length) {
        if (rest === 0) {
          const taken = chunk.subarray(at, at + headerBytes - header.length);
          header = Buffer.concat([header, taken]);
          at += taken.length;
          if (header.length < headerBytes) break;
          rest = header.readUInt32BE(4);
          isOutput = header[0] !== 2;
          header = Buffer.alloc(0);
          continue;
        }
        const piece = chunk.subarray(at, at + rest);
        at += piece.length;
        rest -= piece.length;
        if (isOutput) this.push(piece);
        else onError(piece);
      }
      done();
    },
  });
}

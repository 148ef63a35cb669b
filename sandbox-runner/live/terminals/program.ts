import type { Duplex } from "node:stream";
import type Docker from "dockerode";
import type { TerminalView } from "../../../lib/live/protocol.ts";
import { execIn } from "../../sandbox/exec.ts";
import { workspacePath } from "../../sandbox/workspace.ts";
import { type BlockCommands, commandOfBlock } from "../runs/commands.ts";

export type Size = { rows: number; cols: number };

/** A program that runs on a terminal of the toolbox. */
export type Program = {
  stream: Duplex;
  resize(size: Size): Promise<void>;
  /** After its stream has ended. */
  exitCode(): Promise<number>;
  /** Ends it and all that runs on its terminal. */
  kill(): Promise<void>;
};

export type ProgramSource = (start: {
  id: string;
  kind: TerminalView["kind"];
  target: string | null;
  size: Size;
  /** Of a run. */
  block?: BlockCommands;
}) => Promise<Program>;

/** Where each terminal's session leader is written down, so that it can be ended by whoever serves the sandbox then. */
const notes = "/tmp/.terminals";

/** Programs in a sandbox's toolbox. What they do with Docker goes through the gate, like all that the student types. */
export function toolboxPrograms(docker: Docker, toolbox: string): ProgramSource {
  return async ({ id, kind, target, size, block }) => {
    const ConsoleSize: [number, number] = [size.rows, size.cols];
    const exec = await docker.getContainer(toolbox).exec({
      Cmd: [
        "sh",
        "-c",
        noteAndRun,
        "sh",
        `${notes}/${id}`,
        ...(block ? commandOfBlock(block) : commandOf(kind, target)),
      ],
      Env: ["TERM=xterm-256color", "COLORTERM=truecolor"],
      User: "student",
      WorkingDir: workspacePath,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      ConsoleSize,
    });
    // The types of the client do not know the size that the engine takes here since API 1.42.
    const starting: Docker.ExecStartOptions & { ConsoleSize: [number, number] } = {
      hijack: true,
      stdin: true,
      Tty: true,
      ConsoleSize,
    };
    const stream = await exec.start(starting);
    return {
      stream,
      resize: async ({ rows, cols }) => {
        await exec.resize({ h: rows, w: cols });
      },
      exitCode: async () => (await exec.inspect()).ExitCode ?? 137,
      kill: async () => {
        // A shell in a container outlives the program through which it was reached, unless it is told to end.
        if (kind === "exec" && stream.writable) {
          stream.write(endOfShell);
          await new Promise((resolve) => setTimeout(resolve, farewellMs));
        }
        stream.destroy();
        // In a toolbox that is stopped or gone, so is the program.
        const end = ["sh", "-c", endNoted, "sh", `${notes}/${id}`];
        await inToolbox(docker, toolbox, end).catch(() => undefined);
      },
    };
  };
}

/** Ends the terminals that an earlier process of ours left: nobody can connect to them any more. */
export async function endOldPrograms(docker: Docker, toolbox: string): Promise<void> {
  await inToolbox(docker, toolbox, [
    "sh",
    "-c",
    `for note in ${notes}/*; do set -- "$note"; ${endNoted}; done`,
  ]);
}

/** Ctrl-C ends the line, Ctrl-D the shell. */
const endOfShell = "\x03\x04";
const farewellMs = 200;

const noteAndRun = `mkdir -p ${notes} && echo $$ > "$1" && shift && exec "$@"`;

/** The program leads a session of its own: what runs on its terminal ends with it. */
const endNoted = '[ -f "$1" ] && { pkill -HUP -s "$(cat "$1")"; pkill -KILL -s "$(cat "$1")"; rm -f "$1"; }';

function commandOf(kind: TerminalView["kind"], target: string | null): string[] {
  const name = target ?? "";
  if (kind === "exec") return ["docker", "exec", "-it", name, "sh", "-c", bestShell];
  if (kind === "logs") return ["docker", "logs", "--follow", "--tail", "1000", name];
  if (kind === "inspect") return ["sh", "-c", 'docker inspect "$1" | jq --color-output ".[0]"', "sh", name];
  if (name) return ["sh", "-c", 'cd -- "$1"; exec bash --login', "sh", name];
  return ["bash", "--login"];
}

const bestShell = "if command -v bash >/dev/null; then exec bash; else exec sh; fi";

async function inToolbox(docker: Docker, toolbox: string, command: string[]): Promise<void> {
  await execIn(docker, toolbox, command, { user: "student", timeoutMs: 10_000 });
}

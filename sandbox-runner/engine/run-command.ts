import { spawn } from "node:child_process";

export type CommandResult = { exitCode: number; stdout: string; stderr: string };

export type CommandOptions = {
  environment?: Record<string, string | undefined>;
  /** Called with every chunk as it comes, from both streams. */
  onOutput?: (text: string) => void;
  signal?: AbortSignal;
  timeoutMs?: number;
  cwd?: string;
};

/** Thrown by `runCommand` with the end of what the command printed. */
class CommandError extends Error {
  readonly result: CommandResult;

  constructor(command: string[], result: CommandResult) {
    const tail = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-12).join("\n");
    super(`${command[0]} ended with ${result.exitCode}: ${tail}`);
    this.name = "CommandError";
    this.result = result;
  }
}

/** Runs a program without a shell; a program that is not there ends with 127. Never rejects but for an abort. */
export function tryCommand(command: string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C", ...options.environment },
      cwd: options.cwd,
      signal: options.signal,
      timeout: options.timeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      options.onOutput?.(text);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (options.signal?.aborted) reject(error);
      else resolve({ exitCode: 127, stdout, stderr: error.message });
    });
    child.on("close", (code) => resolve({ exitCode: code ?? 137, stdout, stderr }));
  });
}

/** Like `tryCommand`, for a command that must succeed. @throws CommandError */
export async function runCommand(command: string[], options: CommandOptions = {}): Promise<string> {
  const result = await tryCommand(command, options);
  if (result.exitCode !== 0) throw new CommandError(command, result);
  return result.stdout;
}

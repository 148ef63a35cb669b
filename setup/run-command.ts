import { spawn } from "node:child_process";
import { createWriteStream, writeFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processIdentity } from "../lib/process/identity.ts";

/** A command ended with an exit code other than 0. */
export class CommandError extends Error {
  readonly output: string;
  readonly logFile: string;

  constructor(command: string, output: string, logFile: string) {
    super(`${command} failed`);
    this.name = "CommandError";
    this.output = output;
    this.logFile = logFile;
  }
}

const keptCharacters = 4000;

/**
 * Runs a command, with all that it prints in a log file and its last line passed on.
 *
 * @throws CommandError with the end of its output; the abort reason when the signal aborts.
 */
export async function runCommand(options: {
  command: [string, ...string[]];
  directory: string;
  environment?: Record<string, string>;
  logFile: string;
  onLine?: (line: string) => void;
  /** Keeps the command's process, so that one whose supervisor was killed is ended before it is run again. */
  processFile?: string;
  signal: AbortSignal;
}): Promise<void> {
  const [program, ...given] = options.command;
  await mkdir(path.dirname(options.logFile), { recursive: true });
  if (options.processFile) await endLeftover(options.processFile);
  options.signal.throwIfAborted();
  const log = createWriteStream(options.logFile);
  const child = spawn(program, given, {
    cwd: options.directory,
    env: { ...process.env, ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches it through us, and with it whatever it started.
    detached: true,
  });
  if (options.processFile) writeFileSync(options.processFile, processIdentity(child.pid ?? 0) ?? "");
  const kill = () => child.pid && killGroup(child.pid, "SIGTERM");
  options.signal.addEventListener("abort", kill);
  let output = "";
  const take = (chunk: Buffer) => {
    log.write(chunk);
    output = (output + chunk).slice(-keptCharacters);
    const line = String(chunk).trim().split("\n").at(-1)?.trim();
    if (line) options.onLine?.(line);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    options.signal.throwIfAborted();
    if (code !== 0) throw new CommandError(program, output, options.logFile);
  } finally {
    options.signal.removeEventListener("abort", kill);
    log.end();
    if (options.processFile) await rm(options.processFile, { force: true });
  }
}

async function endLeftover(processFile: string): Promise<void> {
  const identity = await readFile(processFile, "utf8").catch(() => "");
  while (isAlive(identity)) {
    killGroup(Number(identity.split("-")[0]), "SIGKILL");
    await sleep(50);
  }
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

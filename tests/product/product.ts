import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readSettings } from "../../lib/config/settings.ts";

const root = join(import.meta.dirname, "../..");

/** The product as a newcomer starts it, with a data directory of its own and the machine's engine. */
export type Product = {
  origin: string;
  dataDirectory: string;
  instance: string;
  /** The numbers of its processes, the engine's left out: that one belongs to the machine. */
  processes(): Promise<number[]>;
  /** Starts it again, as somebody who types the command once more. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

export async function openProduct(): Promise<Product> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "composelab-product-"));
  const port = await freePort();
  const environment = {
    ...process.env,
    COMPOSELAB_DATA_DIR: dataDirectory,
    COMPOSELAB_ENGINE_DIR: readSettings(process.env).engineDirectory,
    COMPOSELAB_PORT: String(port),
  };
  const origin = `http://127.0.0.1:${port}`;
  let command: ChildProcess | undefined;
  const processes = () => processesWith(`COMPOSELAB_DATA_DIR=${dataDirectory}`);

  const start = async () => {
    command = spawn(process.execPath, [join(root, "setup/start.mjs")], {
      cwd: root,
      env: environment,
      stdio: process.env.COMPOSELAB_TEST_LOG ? "inherit" : "ignore",
    });
    await until(() => isServing(origin), 300_000, "the site did not answer");
  };
  const stop = async () => {
    if (command && command.exitCode === null && command.signalCode === null) {
      command.kill("SIGINT");
      await Promise.race([once(command, "exit"), delay(30_000)]);
    }
    for (const pid of await processes()) process.kill(pid, "SIGTERM");
    await until(async () => (await processes()).length === 0, 30_000, "processes were left running");
    await rm(dataDirectory, { recursive: true, force: true });
  };
  await start();
  return { origin, dataDirectory, instance: readSettings(environment).instance, processes, start, stop };
}

/** Waits for something that can be observed; the reason names what did not happen. */
export async function until(holds: () => Promise<boolean>, limitMs: number, reason: string): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${reason} within ${limitMs / 1000} s`);
    await delay(250);
  }
}

async function isServing(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

async function processesWith(setting: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").includes(setting)) found.push(pid);
  }
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}

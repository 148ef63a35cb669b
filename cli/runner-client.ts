import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { Settings } from "../lib/config/settings.ts";

/**
 * Speaks to this installation's runner over its control socket, and starts one when none is there: a
 * sandbox needs somebody who serves its gate after the command has ended. A runner started this way has
 * no database, takes no jobs, and ends by itself when its last sandbox is gone.
 */
export async function askRunner<Answer>(
  settings: Settings,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  await ensureRunner(settings);
  return ask<Answer>(settings, method, path, body);
}

const startLimitMs = 180_000;
const pollMs = 150;

async function ensureRunner(settings: Settings): Promise<void> {
  if (await answers(settings)) return;
  const logs = join(settings.dataDirectory, "logs");
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, "runner-cli.log"), "a");
  const main = join(import.meta.dirname, "../sandbox-runner/server/main.ts");
  const child = spawn(process.execPath, [main, "--no-database"], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (await answers(settings)) return;
    const code = await Promise.race([ended, delay(pollMs)]);
    if (code) throw new Error(`the runner did not start (exit code ${code}); see ${logs}/runner-cli.log`);
  }
  throw new Error(`the runner did not answer within ${startLimitMs / 1000} s; see ${logs}/runner-cli.log`);
}

async function answers(settings: Settings): Promise<boolean> {
  try {
    const health = await ask<{ sandboxes?: boolean }>(settings, "GET", "/health");
    return health.sandboxes === true;
  } catch {
    return false;
  }
}

function ask<Answer>(settings: Settings, method: string, path: string, body?: unknown): Promise<Answer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: join(settings.dataDirectory, "run", "runner.sock"),
        method,
        path,
        headers: payload
          ? { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }
          : {},
      },
      (response) => {
        text(response)
          .then((received) => {
            const parsed = received === "" ? undefined : JSON.parse(received);
            if ((response.statusCode ?? 500) < 400) resolve(parsed as Answer);
            else reject(new Error(parsed?.error ?? `the runner answered ${response.statusCode}`));
          })
          .catch(reject);
      },
    );
    call.once("error", reject);
    call.end(payload);
  });
}

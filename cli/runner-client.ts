import { spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Settings } from "../lib/config/settings.ts";
import type { RunnerEngine } from "../lib/db/runner-state.ts";
import { type Message, message } from "../lib/i18n/message.ts";
import { messageSchema } from "../lib/i18n/message-schema.ts";
import { CommandFailure } from "./failure.ts";

/**
 * Speaks to this installation's runner over its control socket, and starts one when none is there: a
 * sandbox needs somebody who serves its gate after the command has ended. A runner started this way has
 * no database, takes no jobs, and ends by itself when its last sandbox is gone.
 */
export async function askRunner<Answer>(
  settings: Settings,
  say: (said: Message) => void,
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<Answer> {
  await ensureRunner(settings, say);
  return ask<Answer>(settings, method, path, body);
}

/** What a runner that is there already says; undefined when there is none. */
export async function askIfRunning<Answer>(settings: Settings, path: string): Promise<Answer | undefined> {
  return ask<Answer>(settings, "GET", path).catch(() => undefined);
}

const startLimitMs = 180_000;
/** What takes longer than this deserves a word. */
const silentMs = 3_000;
const pollMs = 150;

/** Of its answer to `GET /health`, what is looked at here. */
type Health = { sandboxes?: boolean; engine?: RunnerEngine };

/** Exit code of a runner that found another one. */
const alreadyRunning = 75;

async function ensureRunner(settings: Settings, say: (said: Message) => void): Promise<void> {
  const log = join(settings.dataDirectory, "logs", "runner-cli.log");
  let found = await health(settings);
  if (found?.sandboxes) return;
  const started = found ? undefined : startRunner(log);
  const began = Date.now();
  let told = false;
  while (Date.now() - began < startLimitMs) {
    await delay(pollMs);
    found = await health(settings);
    if (found?.sandboxes) return;
    if (found?.engine?.state === "missing") throw noEngine(found.engine);
    const code = started?.exitCode();
    if (code && code !== alreadyRunning) throw await whyNotStarted(settings, code, log);
    if (!told && Date.now() - began > silentMs) {
      told = true;
      say(message("cli.runner-starting"));
    }
  }
  throw new CommandFailure(message("cli.runner-slow", { seconds: startLimitMs / 1000 }), [
    message("cli.see-log", { log }),
  ]);
}

function noEngine({ reason, remedies }: Extract<RunnerEngine, { state: "missing" }>): CommandFailure {
  return new CommandFailure(message("cli.engine-needed"), [reason, ...remedies]);
}

/** Starts one that goes on after this command. Its exit code is there once it has ended. */
function startRunner(log: string): { exitCode: () => number | undefined } {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const main = join(import.meta.dirname, "../sandbox-runner/server/main.ts");
  const child = spawn(process.execPath, [main, "--no-database"], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  let ended: number | undefined;
  child.once("exit", (code) => {
    ended = code ?? 1;
  });
  child.once("error", () => {
    ended = 1;
  });
  return { exitCode: () => ended };
}

/** Most often there is no engine, and then that is what helps; else the log has to. */
async function whyNotStarted(settings: Settings, code: number, log: string): Promise<CommandFailure> {
  const { detectEngine } = await import("../sandbox-runner/engine/engine.ts");
  const engine = await detectEngine(settings);
  if (engine.state === "missing") return noEngine(engine);
  return new CommandFailure(message("cli.runner-not-started", { code }), [message("cli.see-log", { log })]);
}

function health(settings: Settings): Promise<Health | undefined> {
  return ask<Health>(settings, "GET", "/health").catch(() => undefined);
}

const refusalSchema = z.object({ error: messageSchema, remedies: z.array(messageSchema).default([]) });

/** Throws a CommandFailure when the runner refuses, breaks off or says what is no answer. */
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
          .then((received) => resolve(answerOf<Answer>(response.statusCode ?? 500, received)))
          .catch(reject);
      },
    );
    call.once("error", (error) => reject(brokenOff(error.message)));
    call.end(payload);
  });
}

/** The runner is our own, of this very version: what it answers with success is taken as it comes. */
function answerOf<Answer>(status: number, received: string): Answer {
  let body: unknown;
  try {
    body = received === "" ? undefined : JSON.parse(received);
  } catch {
    throw brokenOff(`status ${status}`);
  }
  if (status < 400) return body as Answer;
  const refusal = refusalSchema.safeParse(body);
  if (!refusal.success) throw brokenOff(`status ${status}`);
  throw new CommandFailure(refusal.data.error, refusal.data.remedies);
}

function brokenOff(words: string): CommandFailure {
  return new CommandFailure(message("cli.runner-silent", { words }), [message("cli.runner-remedy")]);
}

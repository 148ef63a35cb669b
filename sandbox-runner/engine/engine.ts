import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { ensureEgress } from "./egress.ts";
import type { EngineState, ReportProgress } from "./engine-state.ts";
import { findExistingEngine } from "./existing.ts";
import { findPrivateEngine } from "./find-private.ts";
import { readHost } from "./host.ts";
import { startPrivateEngine, stopPrivateEngine } from "./private-engine.ts";
import { mayInstallPrivateEngine } from "./private-plan.ts";
import { withRuntime } from "./runtime.ts";
import { registerUser, unregisterUser } from "./users.ts";

/** Looks for an engine that can be used now; changes nothing. A private engine that is not running is missing. */
export async function detectEngine(settings: Settings): Promise<EngineState> {
  return withRuntime(await lookForEngine(settings), settings);
}

async function lookForEngine(settings: Settings): Promise<EngineState> {
  if (settings.enginePolicy === "none") return refused("engine.switched-off");
  const existing = settings.enginePolicy === "private" ? undefined : await findExistingEngine(settings);
  if (existing?.state === "ready") return existing;
  if (existing && !mayFallBack(settings, existing)) return existing;
  const running = await findPrivateEngine(settings);
  if (running) return { state: "ready", engine: running };
  const plan = mayInstallPrivateEngine(await readHost());
  if (plan.possible) return refused("engine.private-not-running", ["engine.remedy-start"]);
  return combined(existing, plan);
}

/**
 * Makes sure that an engine runs and registers this process as one of its users: an existing usable engine
 * is taken as it is, else the private one is installed and started. Safe to call again and from several
 * processes at once. Never rejects for a machine that cannot have an engine: that is the state `missing`.
 *
 * @throws when `signal` aborts.
 */
export async function ensureEngine(
  settings: Settings,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<EngineState> {
  return withRuntime(await bringEngine(settings, report, signal), settings);
}

async function bringEngine(
  settings: Settings,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<EngineState> {
  if (settings.enginePolicy === "none") return refused("engine.switched-off");
  const existing = settings.enginePolicy === "private" ? undefined : await findExistingEngine(settings);
  if (existing?.state === "ready") return withEgress(existing, settings, report);
  if (existing && !mayFallBack(settings, existing)) return existing;
  const plan = mayInstallPrivateEngine(await readHost());
  if (!plan.possible) return combined(existing, plan);
  await registerUser(settings.engineDirectory);
  const started = await startPrivateEngine(settings, report, signal).catch(async (error) => {
    await unregisterUser(settings.engineDirectory);
    throw error;
  });
  if (started.state === "missing") await unregisterUser(settings.engineDirectory);
  return withEgress(started, settings, report);
}

/** Where the rules cannot be in force the engine is still good for one's own work; `doctor` explains. */
async function withEgress(
  state: EngineState,
  settings: Settings,
  report: ReportProgress,
): Promise<EngineState> {
  if (state.state !== "ready") return state;
  const egress = await ensureEgress(state.engine, settings);
  if (egress.state === "open") report(egress.reason);
  return state;
}

/** This process needs the engine no longer. The last user of a private engine stops it; others' engines stay. */
export async function releaseEngine(settings: Settings): Promise<void> {
  if (await unregisterUser(settings.engineDirectory)) await stopPrivateEngine(settings);
}

/**
 * A private engine is for machines that have none. One that runs but is too old, or that was named, is not
 * passed over: a second engine would rewrite the firewall chains that the first one's containers live by.
 */
function mayFallBack(settings: Settings, existing: EngineState): boolean {
  const tooOld = existing.state === "missing" && existing.reason.code === "engine.too-old";
  return settings.enginePolicy === "auto" && !settings.engineSocket && !tooOld;
}

/** What is wrong with the engine that is there says more than why there can be no other. */
function combined(
  existing: EngineState | undefined,
  plan: { reason: Message; remedies: Message[] },
): EngineState {
  const specific = existing?.state === "missing" && existing.reason.code !== "engine.none-found";
  return specific ? existing : { state: "missing", reason: plan.reason, remedies: plan.remedies };
}

function refused(reason: string, remedies: string[] = []): EngineState {
  return { state: "missing", reason: message(reason), remedies: remedies.map((code) => message(code)) };
}

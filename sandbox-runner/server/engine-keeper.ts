import type { Logger } from "pino";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { keepLogsSmall } from "../../lib/process/log-file.ts";
import { engineWorks } from "../engine/alive.ts";
import { daemonFiles } from "../engine/daemons.ts";
import { ensureEngine } from "../engine/engine.ts";
import type { Engine, EngineState } from "../engine/engine-state.ts";
import { pause } from "./pause.ts";
import type { RunnerStatus } from "./status.ts";

const retryMilliseconds = 20_000;
const pingMilliseconds = 2_000;
const pingLimitMilliseconds = 5_000;
/** An engine under heavy load may miss one answer. */
const missedPings = 3;

type Keeping = {
  settings: Settings;
  status: RunnerStatus;
  log: Logger;
  signal: AbortSignal;
  /** Called with every engine that is found or started; `lost` aborts when it no longer answers. */
  use: (engine: Engine, lost: AbortSignal) => Promise<void>;
};

/**
 * Keeps an engine at hand until the signal aborts: finds or starts one, has it used, and does so again when it
 * is lost. Where there can be none, it looks again from time to time, since somebody may be starting one.
 */
export async function keepEngine(keeping: Keeping): Promise<void> {
  const { settings, status, log, signal } = keeping;
  let lastReason = "";
  while (!signal.aborted) {
    const found = await tryEngine(keeping);
    if (found.state === "missing") {
      const reason = JSON.stringify(found.reason);
      if (reason !== lastReason)
        log.warn({ reason: found.reason }, "no engine; it is looked for again and again");
      lastReason = reason;
      status.setEngine(found);
      await pause(retryMilliseconds, signal);
      continue;
    }
    const { engine } = found;
    const { mode, version, apiVersion } = engine;
    log.info({ mode, version, apiVersion, socket: engine.socketPath }, "engine ready");
    status.setEngine({ state: "ready", mode, version, apiVersion });
    const lost = new AbortController();
    const broken = new AbortController();
    const using = keeping.use(engine, lost.signal).catch((error) => {
      log.error({ error }, "the engine's session; it is opened again");
      broken.abort();
    });
    const leaveLogs = keepLogsSmall(engine.mode === "private" ? daemonLogs(settings) : []);
    await untilLost(engine, settings, AbortSignal.any([signal, broken.signal]));
    leaveLogs();
    lost.abort();
    if (!signal.aborted) {
      if (!broken.signal.aborted) log.warn("the engine does not answer any more");
      status.setEngine({ state: "preparing", message: message("platform.engine-lost") });
    }
    await using;
    if (broken.signal.aborted) await pause(retryMilliseconds, signal);
  }
}

async function tryEngine({ settings, status, log, signal }: Keeping): Promise<EngineState> {
  try {
    const report = (text: ReturnType<typeof message>, fraction?: number) =>
      status.setEngine({ state: "preparing", message: text, ...(fraction !== undefined && { fraction }) });
    return await ensureEngine(settings, report, signal);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (!signal.aborted) log.error({ error }, "the engine could not be made ready");
    return { state: "missing", reason: message("platform.engine-failed", { detail }), remedies: [] };
  }
}

function daemonLogs({ engineDirectory }: Settings): string[] {
  return (["dockerd", "containerd"] as const).map((name) => daemonFiles(engineDirectory, name).logFile);
}

async function untilLost(engine: Engine, settings: Settings, signal: AbortSignal): Promise<void> {
  let missed = 0;
  while (!signal.aborted && missed < missedPings) {
    await pause(missed > 0 ? pingMilliseconds / 4 : pingMilliseconds, signal);
    missed = (await engineWorks(engine, settings, pingLimitMilliseconds)) ? 0 : missed + 1;
  }
}

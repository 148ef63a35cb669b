import path from "node:path";
import { parseArgs } from "node:util";
import {
  readSettings,
  type Settings,
  SettingsError,
  terminalLocale,
  unknownSettings,
} from "../lib/config/settings.ts";
import { postgresPaths } from "../lib/db/embedded/paths.ts";
import { runningServer, stopPostgres } from "../lib/db/embedded/server.ts";
import { message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { lockHolder, takeLock } from "../lib/process/lock.ts";
import { runFiles } from "../lib/process/run-files.ts";
import { createDisplay, type Display } from "./display.ts";
import { onHangup } from "./hangup.ts";
import { keepGuard } from "./keep-guard.ts";
import { endHolder } from "./leftovers.ts";
import { siteUrl } from "./port.ts";
import { runProduct } from "./product.ts";
import { CommandError } from "./run-command.ts";
import { SetupError } from "./step.ts";
import { prepareDataDirectory } from "./steps/data-directory.ts";

/** Tells the guard that this end was nobody's wish and that starting again may help. */
const unexpected = 70;
const badSettings = 2;
/** It ends its servers (8 s), then the database (8 s). Killed before that, its guard would start it again. */
const supervisorMilliseconds = 30_000;

const repository = path.resolve(import.meta.dirname, "..");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { guard: { type: "string" }, resume: { type: "boolean" }, stop: { type: "boolean" } },
  });
  const settings = tryReadSettings();
  if (!settings) return badSettings;
  const display = createDisplay(process.stdout, settings.locale);
  for (const name of unknownSettings(process.env))
    display.warn(message("platform.setting-unknown", { name }));
  // The terminal may be gone; what is printed then is lost, and nothing else.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    return values.stop ? await stopProduct(settings, display) : await startProduct(settings, display, values);
  } catch (error) {
    return explain(error, display);
  } finally {
    display.close();
  }
}

async function startProduct(
  settings: Settings,
  display: Display,
  { guard, resume }: { guard?: string; resume?: boolean },
): Promise<number> {
  prepareDataDirectory(settings);
  const { supervisor } = runFiles(settings.dataDirectory);
  const url = siteUrl(settings);
  const lock = takeLock(supervisor, { url });
  if (!lock) {
    const running = String(lockHolder(supervisor)?.url ?? url);
    display.say(message("platform.already-running", { url: running }));
    return 0;
  }
  const stopping = new AbortController();
  const stop = () => {
    if (!stopping.signal.aborted) display.say(message("platform.stopping-all"));
    stopping.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const guarding = guard ? keepGuard(guard, repository, supervisor) : undefined;
  onHangup(stop, () => guarding?.diedAt() ?? 0);
  try {
    await runProduct({ settings, repository, display, signal: stopping.signal, resume: resume ?? false });
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    throw error;
  } finally {
    guarding?.stop();
    lock.release();
  }
}

async function stopProduct(settings: Settings, display: Display): Promise<number> {
  const files = runFiles(settings.dataDirectory);
  const ended = [
    await endHolder(files.supervisor, supervisorMilliseconds),
    await endHolder(files.web),
    await endHolder(files.runner),
    await endDatabase(settings),
  ];
  display.say(message(ended.includes(true) ? "platform.stopped" : "platform.not-running"));
  return 0;
}

/** A supervisor ends it in order; one that was killed has left it running. */
async function endDatabase(settings: Settings): Promise<boolean> {
  if (settings.databaseUrl || !(await runningServer(postgresPaths(settings)))) return false;
  await stopPostgres(settings);
  return true;
}

function tryReadSettings(): Settings | undefined {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const locale = terminalLocale(process.env);
    for (const problem of error.problems) console.error(translate(problem.message, locale));
    return undefined;
  }
}

/** What failed, what it said, and what to do. */
function explain(error: unknown, display: Display): number {
  if (error instanceof SetupError) {
    display.warn(error.explanation);
    if (error.remedy) display.say(error.remedy);
  } else if (error instanceof CommandError) {
    process.stderr.write(`${error.output}\n`);
    display.warn(message("platform.command-failed", { log: error.logFile }));
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    display.warn(message("platform.internal"));
  }
  return 1;
}

process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(unexpected);
});

process.exit(await main());

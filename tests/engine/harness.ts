import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { readSettings } from "../../lib/config/settings.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { openRunnerContext, type RunnerContext } from "../../sandbox-runner/context.ts";
import { ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { reap } from "../../sandbox-runner/sandbox/reaper.ts";

/**
 * A runner's context on the machine's real engine, with a data directory of its own: an installation
 * apart, so that a test can neither see nor remove what another one made. Close it when done.
 */
export async function openTestContext(): Promise<RunnerContext & { close(): Promise<void> }> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "composelab-test-"));
  const { engineDirectory } = readSettings(process.env);
  const settings = readSettings({
    ...process.env,
    COMPOSELAB_DATA_DIR: dataDirectory,
    COMPOSELAB_ENGINE_DIR: engineDirectory,
  });
  const state = await ensureEngine(settings, () => undefined);
  if (state.state === "missing") throw new Error(translate(state.reason, "en"));
  const log = pino({ level: process.env.COMPOSELAB_TEST_LOG ?? "warn" });
  const catalogue = await loadCatalogue(settings.contentDirectory);
  const context = await openRunnerContext({ settings, engine: state.engine, catalogue, log });
  const close = async () => {
    await reap(context, new Date(Date.now() + 365 * 24 * 3600 * 1000));
    await context.outside.close();
    await releaseEngine(settings);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { ...context, close };
}

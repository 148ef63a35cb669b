import type { Logger } from "pino";
import type { Settings } from "../../lib/config/settings.ts";
import { openRunnerContext, type RunnerContext } from "../context.ts";
import { removeEgressLeftovers } from "../engine/egress-leftovers.ts";
import type { Engine } from "../engine/engine-state.ts";
import { loadCatalogue } from "../images/catalogue.ts";
import { reap } from "../sandbox/reaper.ts";
import { SandboxRegistry } from "../sandbox/registry.ts";

const reapMilliseconds = 10_000;

/** What there is while one engine is at hand. */
export type Session = { context: RunnerContext; registry: SandboxRegistry; close: () => Promise<void> };

/** Takes over the sandboxes that are still wanted, and keeps removing those that nobody needs. */
export async function openSession(settings: Settings, engine: Engine, log: Logger): Promise<Session> {
  const catalogue = await loadCatalogue(settings.contentDirectory);
  const context = await openRunnerContext({ settings, engine, catalogue, log });
  const registry = new SandboxRegistry(context);
  const reapOnce = async () => {
    try {
      await registry.forget(await reap(context));
      await removeEgressLeftovers(engine.docker, settings.instance);
    } catch (error) {
      log.warn({ error }, "could not look for what to remove");
    }
  };
  // Attempts can be run while the remains of earlier ones are being removed.
  let reaping = reapOnce();
  await registry.adopt().catch((error) => log.warn({ error }, "could not take over sandboxes"));
  const timer = setInterval(() => {
    reaping = reaping.then(reapOnce);
  }, reapMilliseconds);
  return {
    context,
    registry,
    close: async () => {
      clearInterval(timer);
      await context.ready.close();
      await registry.close();
      await context.outside.close();
    },
  };
}

import { loadExercise } from "../../lib/content/exercises.ts";
import type { Database } from "../../lib/db/client.ts";
import type { RunnerContext } from "../context.ts";
import type { SandboxRegistry } from "../sandbox/registry.ts";
import { isMachineBusy } from "./checks/machine.ts";
import type { RunnerPort } from "./port.ts";
import { liveHandler } from "./routes.ts";
import { LiveService } from "./service.ts";

const tickMs = 5_000;

export type LivePart = { ends(): Record<string, number>; stop(): Promise<void> };

/** Serves live sandboxes while there is an engine. */
export function startLive(parts: {
  context: RunnerContext;
  registry: SandboxRegistry;
  queue: { database: Database; runnerId: string; machine: string };
  port: RunnerPort;
  status: { draining(): boolean; onChange(listener: () => void): void };
}): LivePart {
  const { context, registry, queue, port, status } = parts;
  const { database, runnerId, machine } = queue;
  const isDraining = () => status.draining();
  const service = new LiveService({
    context,
    loadExercise: (id) => loadExercise(id, context.settings.contentDirectory),
    isBusy: isMachineBusy,
    registry,
    database,
    runnerId,
    machine,
    now: Date.now,
    isDraining,
  });
  // Not waited for: a toolbox may take long to answer. Until then pages are told to try again.
  let isStopped = false;
  const adopting = service
    .adopt()
    .catch((error) => context.log.error({ error }, "live sandboxes were not taken over"))
    .then(() => {
      if (!isStopped) port.serve(liveHandler(service));
    });
  let wasDraining = isDraining();
  status.onChange(() => {
    if (isDraining() !== wasDraining) service.tellState();
    wasDraining = isDraining();
  });
  let ticking = adopting;
  const timer = setInterval(() => {
    ticking = ticking
      .then(() => service.tick())
      .catch((error) => context.log.warn({ error }, "looking after live sandboxes"));
  }, tickMs);
  return {
    ends: () => service.ends,
    stop: async () => {
      isStopped = true;
      port.serve(undefined);
      clearInterval(timer);
      await ticking;
      await service.close();
    },
  };
}

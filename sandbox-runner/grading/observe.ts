import { type Answer, type Probe, probeKey } from "../../lib/grading/probes.ts";
import type { Snapshot } from "../../lib/grading/snapshot.ts";
import { answerProbe } from "./answer.ts";
import { viewContainers } from "./containers.ts";
import { now, type RunState } from "./run-state.ts";

/** Looks once at everything that is needed; what is decided afterwards is decided from this alone. */
export async function observe(run: RunState, probes: Probe[]): Promise<Snapshot> {
  run.signal.throwIfAborted();
  const containers = await viewContainers(run);
  const answers: Record<string, Answer> = {};
  const different = [...new Map(probes.map((probe) => [probeKey(probe), probe]))];
  await Promise.all(
    different.map(async ([key, probe]) => {
      answers[key] = await answerProbe(run, containers, probe);
    }),
  );
  run.log.check();
  return { ...snapshotOfFiles(run), containers, answers };
}

/** What is known without asking the engine: all that the stage `model` needs. */
export function snapshotOfFiles(run: RunState): Snapshot {
  return {
    files: run.files,
    config: run.config,
    configs: { ...run.configs },
    written: run.written,
    containers: [],
    events: [...run.log.events].sort((one, other) => one.at - other.at),
    steps: [...run.steps],
    images: run.images,
    answers: {},
    at: now(),
  };
}

import type { EngineFacts } from "../engine-facts.ts";
import type { Probe } from "../probes.ts";
import { answerOf, type Snapshot } from "../snapshot.ts";

export type EngineProbe = Extract<Probe, { kind: "engine" }>;

/** The facts that were asked for; none when the service does not run or they were not asked. */
export function engineFactsOf(snapshot: Snapshot, probe: EngineProbe): EngineFacts[] {
  const answer = answerOf(snapshot, probe);
  return answer?.kind === "engine" ? answer.containers : [];
}

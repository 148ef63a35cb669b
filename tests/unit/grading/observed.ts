import { type Answer, type Probe, probeKey } from "../../../lib/grading/probes.ts";
import type { ContainerView, EngineEvent, Snapshot, StepOutcome } from "../../../lib/grading/snapshot.ts";
import { type Check, checkSchema } from "../../../lib/grading/vocabulary/checks.ts";

/** Hand-made observations: what a test does not speak of is as in a healthy project of api and db. */

const at = "2026-11-23T12:00:00.000Z";

export function check(fields: Record<string, unknown>): Check {
  return checkSchema.parse({ id: "c", points: 10, task: "t", ...fields });
}

export function container(fields: Partial<ContainerView> & { service: string }): ContainerView {
  const { service } = fields;
  return {
    id: `id-${service}-1`,
    name: `work-${service}-1`,
    hostname: `host-${service}-1`,
    imageId: `sha256:${service}`,
    imageLayers: [`layer-${service}`],
    running: true,
    exitCode: 0,
    restartCount: 0,
    addresses: { default: "10.0.0.2" },
    publishedPorts: [],
    ...fields,
  };
}

export function step(fields: Partial<StepOutcome> & { id: string }): StepOutcome {
  return {
    stage: "up",
    startedAt: 1000,
    endedAt: 9000,
    succeeded: true,
    what: "docker compose up -d",
    answer: "exit code 0",
    trials: [],
    requests: [],
    before: [],
    after: [],
    ...fields,
  };
}

export function event(
  service: string,
  action: EngineEvent["action"],
  when: number,
  exitCode?: number,
): EngineEvent {
  return {
    at: when,
    action,
    container: `id-${service}-1`,
    name: `work-${service}-1`,
    service,
    ...(exitCode !== undefined && { exitCode }),
  };
}

export function snapshot(fields: Partial<Snapshot> = {}): Snapshot {
  return {
    files: [],
    config: {
      model: { name: "work", services: { api: {}, db: {} } },
      words: "",
      what: "docker compose config",
      at,
    },
    configs: {},
    written: { services: { api: {}, db: {} } },
    containers: [container({ service: "api" }), container({ service: "db" })],
    events: [],
    steps: [],
    images: {},
    answers: {},
    at,
    ...fields,
  };
}

type WithoutFrame<One> = One extends unknown ? Omit<One, "at" | "evidence"> : never;

/** The answers to probes, as the runner files them. */
export function answers(...pairs: [Probe, WithoutFrame<Answer>][]): Snapshot["answers"] {
  return Object.fromEntries(
    pairs.map(([probe, answer]) => {
      const framed = { ...answer, at, evidence: { what: probe.kind, answer: "…" } };
      // Spreading a union loses which member it is; the frame is the same for all of them.
      return [probeKey(probe), framed as Answer];
    }),
  );
}

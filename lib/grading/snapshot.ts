import type { WorkspaceFile } from "../compose/types.ts";
import type { ConfigModel } from "./config-model.ts";
import { type Answer, type Probe, probeKey } from "./probes.ts";
import { type With, withKey } from "./vocabulary/with.ts";

/** A container of the student's project, as the engine (not the container) describes it. */
export type ContainerView = {
  id: string;
  /** The student's name for it, such as work-api-1. */
  name: string;
  /** `api`, or `dev/api` in a project that a `with` of the exercise names. */
  service: string;
  hostname: string;
  imageId: string;
  /** Digests of the image's layers, lowest first: whoever builds on an image has its layers as a prefix. */
  imageLayers: string[];
  running: boolean;
  /** It has ended and is about to be started again. */
  restarting?: true;
  exitCode: number;
  health?: "starting" | "healthy" | "unhealthy";
  /** As the engine has it: ["CMD", …] or ["CMD-SHELL", …]; absent when there is none or it is disabled. */
  healthcheck?: string[];
  /** What the last run of its healthcheck printed, and how it ended. */
  healthcheckAnswer?: string;
  restartCount: number;
  /** It ended, and by its restart policy the engine does not start it again. */
  endedForGood?: true;
  /** The last lines it printed, where it ended or was started again: there it says why. */
  lastWords?: string;
  /** Addresses by the student's name of the network. */
  addresses: Record<string, string>;
  /** Ports of the student's host that lead to it. */
  publishedPorts: number[];
};

export type EngineEvent = {
  /** Milliseconds since the epoch, with fractions: the engine's own clock. */
  at: number;
  action: "create" | "start" | "die" | "oom" | "healthy" | "unhealthy" | "destroy";
  container: string;
  name: string;
  service: string;
  exitCode?: number;
};

/** One run of the student's own healthcheck by the grader, in the service's container. */
export type HealthcheckTrial = {
  service: string;
  /** What the grader's own question to the service found at that moment. */
  answering: boolean;
  /** The healthcheck's verdict: exit code 0 within its time. */
  saysHealthy: boolean;
  command: string;
  answer: string;
  at: string;
};

export type LoadRequest = {
  at: number;
  milliseconds: number;
  status?: number;
  error?: string;
  instance?: string;
  /** What the answer said of itself, by the names that the step gives. */
  fields?: Record<string, string>;
};

export type StepOutcome = {
  id: string;
  stage: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  succeeded: boolean;
  /** What was run, as a person would type it, and what came back. */
  what: string;
  answer: string;
  trials: HealthcheckTrial[];
  /** With `hold`: until when the service was kept from starting up, and when it first answered after that. */
  held?: { service: string; from: number; until: number; firstAnswer?: number };
  /** With `write` and `put`: what was written. */
  nonce?: string;
  /** With `load`. */
  requests: LoadRequest[];
  /** With `load`: what was done meanwhile. */
  during?: { step: string; from: number; to: number };
  /** With `load`: the containers that there were meanwhile, by host name. */
  hosts?: Record<string, { service: string; containers: string[] }>;
  killed?: { container: string; name: string; at: number };
  /** The ids of the containers that were there before it. */
  before: string[];
  /** The containers after it, by id. */
  after: string[];
};

/** What `docker compose config` made of the files, or its own words of why it made nothing. */
export type ConfigView = { model?: ConfigModel; words: string; what: string; at: string };

export type Snapshot = {
  files: WorkspaceFile[];
  /** What plain `docker compose config` made of the files. */
  config: ConfigView;
  /** The same for other ways of calling it, by `withKey`. */
  configs: Record<string, ConfigView>;
  /** What the file itself says before anything is resolved: the top-level keys and what is below them. */
  written: unknown;
  containers: ContainerView[];
  /** Everything since the run began, oldest first. */
  events: EngineEvent[];
  steps: StepOutcome[];
  /** Layers of the lab's images, by the reference that a student writes. */
  images: Record<string, { id: string; layers: string[] }>;
  answers: Record<string, Answer>;
  at: string;
};

export function answerOf<Kind extends Probe["kind"]>(
  snapshot: Snapshot,
  probe: Extract<Probe, { kind: Kind }>,
): Extract<Answer, { kind: Kind | "unasked" }> | undefined {
  const answer = snapshot.answers[probeKey(probe)];
  if (!answer || (answer.kind !== probe.kind && answer.kind !== "unasked")) return undefined;
  // The runner answers a probe by an answer of its kind; checked in the line above.
  return answer as Extract<Answer, { kind: Kind | "unasked" }>;
}

/** What Compose makes of the files when it is called so; undefined when nobody asked it. */
export function configOf(snapshot: Snapshot, given: With | undefined): ConfigView | undefined {
  return given ? snapshot.configs[withKey(given)] : snapshot.config;
}

export function containersOf(snapshot: Snapshot, service: string): ContainerView[] {
  return snapshot.containers.filter((container) => container.service === service);
}

export function runningOf(snapshot: Snapshot, service: string): ContainerView[] {
  return containersOf(snapshot, service).filter((container) => container.running);
}

export function stepOf(snapshot: Snapshot, id: string): StepOutcome | undefined {
  return snapshot.steps.find((step) => step.id === id);
}

import type { RunEvent } from "../../../lib/grading/events.ts";
import type { CheckResult } from "../../../lib/grading/result.ts";

export type ContainerState = Extract<RunEvent, { type: "service" }>["state"];

/** One container of the student's project, with every state it went through and when (milliseconds). */
export type ContainerRun = {
  name: string;
  service: string;
  state: ContainerState;
  exitCode?: number;
  moments: { state: ContainerState; at: number; exitCode?: number }[];
};

export type StageRun = {
  id: string;
  state: "started" | "ended" | "skipped";
  startedAt: number;
  endedAt?: number;
  /** What was done in it, in order. */
  steps: { at: number; what: string }[];
};

/** A run as far as its events tell it. */
export type RunState = {
  phase: "queued" | "running" | "ended";
  /** Attempts that wait before this one, while it is queued. */
  position: number;
  queuedAt?: number;
  takenAt?: number;
  endedAt?: number;
  /** 2 and more: a runner died on the way and another began anew. */
  run: number;
  kind?: Extract<RunEvent, { type: "ended" }>["kind"];
  stages: StageRun[];
  containers: ContainerRun[];
  checks: CheckResult[];
  output: { at: number; stream: "stdout" | "stderr"; text: string }[];
};

export const emptyRun: RunState = {
  phase: "queued",
  position: 0,
  run: 0,
  stages: [],
  containers: [],
  checks: [],
  output: [],
};

/** The state after one more event. Never changes what it was given. */
export function withEvent(state: RunState, event: RunEvent): RunState {
  const at = Date.parse(event.at);
  switch (event.type) {
    case "queued":
      return { ...state, phase: "queued", position: event.position, queuedAt: state.queuedAt ?? at };
    case "taken":
      return { ...emptyRun, queuedAt: state.queuedAt, phase: "running", takenAt: at, run: event.run };
    case "stage":
      return { ...state, stages: withStage(state.stages, event, at) };
    case "step":
      return { ...state, stages: withStep(state.stages, event, at) };
    case "service":
      return { ...state, containers: withContainer(state.containers, event, at) };
    case "output":
      return { ...state, output: [...state.output, { at, stream: event.stream, text: event.text }] };
    case "check":
      return { ...state, checks: [...state.checks.filter(({ id }) => id !== event.result.id), event.result] };
    case "ended":
      return { ...state, phase: "ended", kind: event.kind, endedAt: at };
  }
}

function withStage(stages: StageRun[], event: Extract<RunEvent, { type: "stage" }>, at: number): StageRun[] {
  const known = stages.find((stage) => stage.id === event.stage);
  if (!known) return [...stages, { id: event.stage, state: event.state, startedAt: at, steps: [] }];
  const changed = { ...known, state: event.state, ...(event.state === "started" ? {} : { endedAt: at }) };
  return stages.map((stage) => (stage === known ? changed : stage));
}

function withStep(stages: StageRun[], event: Extract<RunEvent, { type: "step" }>, at: number): StageRun[] {
  return stages.map((stage) =>
    stage.id === event.stage ? { ...stage, steps: [...stage.steps, { at, what: event.what }] } : stage,
  );
}

function withContainer(
  containers: ContainerRun[],
  event: Extract<RunEvent, { type: "service" }>,
  at: number,
): ContainerRun[] {
  const { container: name, service, state, exitCode } = event;
  const moment = { state, at, ...(exitCode === undefined ? {} : { exitCode }) };
  const known = containers.find((container) => container.name === name);
  const changed = { name, service, state, exitCode, moments: [...(known?.moments ?? []), moment] };
  return known
    ? containers.map((container) => (container === known ? changed : container))
    : [...containers, changed];
}

const weakestFirst: ContainerState[] = ["unhealthy", "exited", "created", "started", "healthy", "removed"];

/** The weakest state among a service's containers that still exist: what its box in the drawing shows. */
export function serviceState(containers: ContainerRun[], service: string): ContainerState | undefined {
  const states = new Set(containers.filter((entry) => entry.service === service).map(({ state }) => state));
  return weakestFirst.find((state) => states.has(state));
}

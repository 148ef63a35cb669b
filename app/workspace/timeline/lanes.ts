import type { ContainerRun, ContainerState, RunState } from "../run/run-state.ts";

/** A stretch of a container's life in which its state stayed the same, as shares (0 to 1) of the whole. */
type Span = { state: ContainerState; from: number; to: number };
type Lane = { container: ContainerRun; spans: Span[] };
type Tick = { share: number; seconds: number };

export type Chart = { lanes: Lane[]; ticks: Tick[]; seconds: number };

const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300];
const mostTicks = 6;

/** The containers in the order in which they were started, over one axis of time from the run's beginning. */
export function chartOf(run: RunState, now: number): Chart | undefined {
  const begin = firstMoment(run);
  if (begin === undefined) return undefined;
  const end = Math.max(run.endedAt ?? now, begin + 1000);
  const share = (at: number) => Math.min(1, Math.max(0, (at - begin) / (end - begin)));
  const seconds = (end - begin) / 1000;
  const step = steps.find((size) => seconds / size <= mostTicks) ?? 600;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return {
    seconds,
    ticks: ticks.map((at) => ({ seconds: at, share: at / seconds })),
    lanes: run.containers
      .toSorted((one, other) => startOf(one) - startOf(other))
      .map((container) => ({ container, spans: spansOf(container, share) })),
  };
}

/** Containers appear some seconds after the run began: the chart starts with the first of them. */
function firstMoment(run: RunState): number | undefined {
  const moments = run.containers.flatMap((container) => container.moments.map(({ at }) => at));
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** When it was started; one that was only created comes last. */
function startOf({ moments }: ContainerRun): number {
  return moments.find(({ state }) => state === "started")?.at ?? Number.MAX_SAFE_INTEGER;
}

function spansOf({ moments }: ContainerRun, share: (at: number) => number): Span[] {
  return moments.flatMap(({ state, at }, index) => {
    if (state === "removed") return [];
    const next = moments[index + 1];
    return [{ state, from: share(at), to: next ? share(next.at) : 1 }];
  });
}

import type { Figure, LoadFigure, StartOrder } from "./figure.ts";
import type { EngineEvent, LoadRequest, Snapshot, StepOutcome } from "./snapshot.ts";

type Observed = Pick<Snapshot, "steps" | "events" | "config">;

const mostFigures = 8;
const mostMoments = 60;
const mostSlots = 40;
const mostNames = 8;

/** The pictures of a run: the start order of every `up` in which something started, and every load. */
export function figuresOf(observed: Observed): Figure[] {
  const figures = observed.steps.flatMap((step): Figure[] => {
    if (step.requests.length > 0) return [loadFigureOf(step, observed.events)];
    const order = startOrderOf(step, observed);
    return order ? [order] : [];
  });
  return figures.slice(0, mostFigures);
}

const shownStates: Partial<Record<EngineEvent["action"], StartOrder["moments"][number]["state"]>> = {
  start: "started",
  healthy: "healthy",
  unhealthy: "unhealthy",
  die: "exited",
};

/** Only where several services started: one alone has no order. */
function startOrderOf(step: StepOutcome, { events, config }: Observed): StartOrder | undefined {
  if (!/ up /.test(`${step.what} `)) return undefined;
  const during = events.filter((event) => event.at >= step.startedAt && event.at <= step.endedAt);
  const moments = during.flatMap((event): StartOrder["moments"] => {
    const state = shownStates[event.action];
    if (!state) return [];
    const { service, name: container, exitCode } = event;
    const at = Math.round(event.at - step.startedAt);
    return [{ at, service, container, state, ...(exitCode !== undefined && { exitCode }) }];
  });
  const started = new Set(moments.filter(({ state }) => state === "started").map(({ service }) => service));
  if (started.size < 2) return undefined;
  const held = step.held && {
    service: step.held.service,
    from: Math.round(step.held.from - step.startedAt),
    until: Math.round(step.held.until - step.startedAt),
  };
  const waits = waitsOf(config, started);
  const shown = moments.toSorted((one, other) => one.at - other.at).slice(0, mostMoments);
  return { kind: "start-order", step: step.id, moments: shown, waits, ...(held && { held }) };
}

function waitsOf({ model }: Snapshot["config"], services: Set<string>): StartOrder["waits"] {
  return Object.entries(model?.services ?? {}).flatMap(([service, { depends_on: on = {} }]) =>
    Object.entries(on)
      .filter(([other]) => services.has(service) && services.has(other))
      .map(([other, { condition }]) => ({ service, for: other, condition })),
  );
}

function loadFigureOf(step: StepOutcome, events: EngineEvent[]): LoadFigure {
  const { requests } = step;
  const first = Math.min(...requests.map(({ at }) => at));
  const last = Math.max(...requests.map(({ at, milliseconds }) => at + milliseconds));
  const duration = Math.max(1, last - first);
  const names = new Map(events.map(({ container, name }) => [container, name]));
  const nameOf = (instance: string) => {
    const known = step.hosts?.[instance]?.containers;
    return known?.length === 1 && known[0] ? (names.get(known[0]) ?? instance) : instance;
  };
  const since = (at: number) => Math.max(0, Math.round(at - first));
  return {
    kind: "load",
    step: step.id,
    total: requests.length,
    failed: requests.filter((request) => !isAnswered(request)).length,
    milliseconds: Math.round(duration),
    by: countsOf(requests.flatMap(({ instance }) => (instance === undefined ? [] : [nameOf(instance)]))),
    slots: slotsOf(requests, { first, duration }),
    marks: [
      ...(step.killed
        ? [{ at: since(step.killed.at), what: "killed" as const, name: step.killed.name }]
        : []),
      ...(step.during
        ? [
            {
              at: since(step.during.from),
              until: since(step.during.to),
              what: "meanwhile" as const,
              name: step.during.step,
            },
          ]
        : []),
    ],
  };
}

function slotsOf(
  requests: LoadRequest[],
  { first, duration }: { first: number; duration: number },
): LoadFigure["slots"] {
  const count = Math.min(mostSlots, Math.max(4, Math.ceil(requests.length / 4)));
  const width = duration / count;
  return Array.from({ length: count }, (_, index) => {
    const own = requests.filter(({ at }) => Math.min(count - 1, Math.floor((at - first) / width)) === index);
    const answered = own.filter(isAnswered);
    const times = answered.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
    const said = answered.flatMap(({ fields }) => Object.values(fields ?? {}).slice(0, 1));
    return {
      at: Math.round(index * width),
      answered: answered.length,
      failed: own.length - answered.length,
      median: times[Math.floor(times.length / 2)] ?? 0,
      slowest: times.at(-1) ?? 0,
      values: Object.fromEntries(countsOf(said).map(({ name, count }) => [name, count])),
    };
  });
}

function countsOf(names: string[]): LoadFigure["by"] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name: name.slice(0, 80), count }))
    .sort((one, other) => other.count - one.count)
    .slice(0, mostNames);
}

function isAnswered({ status, error }: LoadRequest): boolean {
  return status === 200 && error === undefined;
}

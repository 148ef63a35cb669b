import type { Figure } from "../../../../lib/grading/figure.ts";
import type { CheckResult } from "../../../../lib/grading/result.ts";
import type {
  ChecksEvent,
  ChecksRequest,
  CheckTrial,
  Ticking,
} from "../../../../lib/live/checks-protocol.ts";
import { closeCodes } from "../../../../lib/live/limits.ts";
import { emptyRun, type RunState, withEvent } from "../../run/run-state.ts";
import { type Connection, type LastingSocket, lastingSocket } from "../connection/lasting-socket.ts";

export type LiveChecksSnapshot = {
  connection: Connection | undefined;
  /** The checks that tick by themselves; absent until the runner has said so. */
  byThemselves: ReadonlySet<string> | undefined;
  ticking: Ticking;
  trial: CheckTrial | null;
  /** The trial's course. */
  run: RunState;
  /** The trial's pictures, once it is through. */
  figures: Figure[];
};

export const unknownChecks: LiveChecksSnapshot = {
  connection: undefined,
  byThemselves: undefined,
  ticking: { looking: "idle", up: false, at: null, results: [] },
  trial: null,
  run: emptyRun,
  figures: [],
};

/** The checks on a live sandbox, for as long as this page looks. Lives outside React: it has a connection. */
export type ChecksSession = {
  subscribe: (changed: () => void) => () => void;
  snapshot: () => LiveChecksSnapshot;
  /** Looks, while the page is seen. Returns what ends it. */
  begin: () => () => void;
  ask: (request: ChecksRequest) => void;
};

export function checksSession(address: () => string): ChecksSession {
  const listeners = new Set<() => void>();
  let state = unknownChecks;
  let socket: LastingSocket | undefined;

  const set = (change: Partial<LiveChecksSnapshot>) => {
    state = { ...state, ...change };
    for (const changed of listeners) changed();
  };
  const hear = (event: ChecksEvent) => set(heard(state, event));
  const connect = () => {
    if (socket || document.visibilityState !== "visible") return;
    socket = lastingSocket({
      address,
      onMessage: (data) => typeof data === "string" && hear(JSON.parse(data)),
      onConnection: (connection) => set({ connection }),
      isFinal: (code) => code === closeCodes.gone || code === closeCodes.malformed,
    });
  };
  const disconnect = () => {
    socket?.close();
    socket = undefined;
  };
  // Nobody looks at a page that is behind others: then nothing need be observed for it.
  const follow = () => (document.visibilityState === "visible" ? connect() : disconnect());

  return {
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    snapshot: () => state,
    begin: () => {
      connect();
      document.addEventListener("visibilitychange", follow);
      return () => {
        document.removeEventListener("visibilitychange", follow);
        disconnect();
        set(unknownChecks);
      };
    },
    ask: (request) => void socket?.send(JSON.stringify(request)),
  };
}

/** What is known after one more word of the runner. */
export function heard(state: LiveChecksSnapshot, event: ChecksEvent): LiveChecksSnapshot {
  switch (event.type) {
    case "hello": {
      const { ticking, trial, figures } = event;
      const byThemselves = new Set(event.byThemselves);
      return { ...state, byThemselves, ticking, trial, figures, run: courseOf(event) };
    }
    case "ticking":
      return { ...state, ticking: event.ticking };
    case "trial": {
      const isNew = event.trial.startedAt !== state.trial?.startedAt;
      const run = isNew ? courseOf({ trial: event.trial, events: [] }) : state.run;
      const { endedAt } = event.trial;
      const figures = isNew ? [] : state.figures;
      return {
        ...state,
        trial: event.trial,
        figures,
        run: endedAt ? { ...run, phase: "ended", endedAt } : run,
      };
    }
    case "event":
      return { ...state, run: withEvent(state.run, event.event) };
    case "figures":
      return { ...state, figures: event.figures };
  }
}

function courseOf({
  trial,
  events,
}: Pick<Extract<ChecksEvent, { type: "hello" }>, "trial" | "events">): RunState {
  const phase = trial?.endedAt ? "ended" : "running";
  return events.reduce(withEvent, { ...emptyRun, phase, takenAt: trial?.startedAt, run: 1 });
}

/** How each check stands on the live stack: as it is seen now, or as the last trial found it. */
export function liveResults({ ticking, run }: LiveChecksSnapshot): CheckResult[] {
  const seen = new Set(ticking.results.map(({ id }) => id));
  return [...ticking.results, ...run.checks.filter(({ id }) => !seen.has(id))];
}

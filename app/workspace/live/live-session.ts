import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import { closeCodes } from "../../../lib/live/limits.ts";
import type { ChannelEvent, LiveStatus, SandboxView } from "../../../lib/live/protocol.ts";
import { Refused } from "../api.ts";
import { type LastingSocket, lastingSocket } from "./connection/lasting-socket.ts";
import { type LiveApi, liveApi } from "./connection/live-api.ts";
import type { FileLink, Outside } from "./files/file-link.ts";
import { type FileRequest, type LiveSnapshot, unknownLive } from "./live-store.ts";

const lookAgain = { preparing: 1000, unreachable: 2000, unavailable: 10_000 };

/**
 * One page's view of the learner's sandbox at a place: whether there is one, its channel, and what is asked
 * of it. Lives outside React: it has connections and timers of its own.
 */
export type LiveSession = {
  api: LiveApi;
  subscribe: (changed: () => void) => () => void;
  snapshot: () => LiveSnapshot;
  /** Looks whether there is a sandbox; never makes one. Returns what ends the session. */
  begin: () => () => void;
  open: () => Promise<void>;
  extend: () => Promise<void>;
  pause: () => Promise<void>;
  close: () => Promise<void>;
  /** Changes the workspace. @throws Error when it was refused or the connection is away */
  change: (request: FileRequest) => Promise<void>;
  resolve: FileLink["resolve"];
};

/**
 * @param linkFiles what is done with the files of the workspace.
 * @param given what a sandbox begins with.
 */
export function liveSession(
  place: string,
  linkFiles: (outside: Outside) => FileLink,
  given: () => WorkspaceFile[],
): LiveSession {
  const api = liveApi(place);
  const listeners = new Set<() => void>();
  let state = unknownLive;
  let channel: LastingSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  /** Counts what was asked for and what was answered. */
  let turns = 0;

  const set = (change: Partial<LiveSnapshot>) => {
    if (ended) return;
    state = { ...state, ...change };
    for (const changed of listeners) changed();
  };
  const link = linkFiles({ send: (request) => channel?.send(JSON.stringify(request)) ?? false, set });

  const look = async () => {
    clearTimeout(timer);
    const before = turns;
    try {
      const status = await api.status();
      // What was read while something was asked for may be from before it, and come after its answer.
      if (turns === before && !state.asking) take(status);
    } catch (error) {
      // A site of before the sandboxes, or one that is away: the page works without.
      if (state.sandbox === undefined && error instanceof Refused) set({ sandbox: null });
      timer = setTimeout(look, lookAgain.unavailable);
    }
  };

  const take = ({ sandbox, unavailable }: LiveStatus) => {
    if (ended) return;
    clearTimeout(timer);
    set({ unavailable });
    takeSandbox(sandbox);
    if (sandbox?.state === "preparing") timer = setTimeout(look, lookAgain.preparing);
    else if (sandbox?.state !== "ready" && unavailable) timer = setTimeout(look, lookAgain.unavailable);
  };

  const takeSandbox = (sandbox: SandboxView | null) => {
    const isStarting = sandbox?.state === "preparing";
    set({
      sandbox,
      ...(sandbox && { clockOffset: Date.now() - sandbox.lifetime.now }),
      startedAt: isStarting ? (state.startedAt ?? Date.now()) : state.asking ? state.startedAt : undefined,
    });
    if (sandbox?.state === "ready") connect();
    else disconnect();
  };

  const connect = () => {
    if (channel || ended) return;
    channel = lastingSocket({
      address: api.channelAddress,
      onMessage: (data) => typeof data === "string" && hear(JSON.parse(data)),
      onConnection: (connection) => {
        set({ connection });
        if (connection === "retrying") link.cut();
        if (connection === "closed") {
          disconnect();
          void look();
        }
      },
      isFinal: (code) => code === closeCodes.gone,
    });
  };
  const disconnect = () => {
    if (!channel) return;
    channel.close();
    channel = undefined;
    link.end();
    const { entries, terminals, containers, ports, connection } = unknownLive;
    set({ entries, terminals, containers, ports, connection });
  };

  const hear = (event: ChannelEvent) => {
    if (ended) return;
    switch (event.type) {
      case "hello":
        set({ terminals: event.terminals, containers: event.containers, ports: event.ports });
        takeSandbox(event.sandbox);
        return link.hello(event);
      case "state":
        return takeSandbox(event.sandbox);
      case "terminals":
        return set({ terminals: event.terminals });
      case "containers":
        return set({ containers: event.containers });
      case "ports":
        return set({ ports: event.ports });
      default:
        return link.hear(event);
    }
  };

  const ask = async (asking: LiveSnapshot["asking"], request: () => Promise<LiveStatus>) => {
    if (state.asking) return;
    turns += 1;
    set({ asking, problem: undefined, ...(asking === "open" && { startedAt: Date.now() }) });
    try {
      const status = await request();
      turns += 1;
      set({ asking: undefined });
      take(status);
    } catch (error) {
      const problem = error instanceof Refused ? ({ kind: "refused", refusal: error } as const) : undefined;
      set({ asking: undefined, startedAt: undefined, problem: problem ?? { kind: "away" } });
      void look();
    }
  };

  return {
    api,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    snapshot: () => state,
    begin: () => {
      ended = false;
      void look();
      const lookWhenSeen = () => {
        if (document.visibilityState === "visible" && !channel) void look();
      };
      document.addEventListener("visibilitychange", lookWhenSeen);
      return () => {
        document.removeEventListener("visibilitychange", lookWhenSeen);
        disconnect();
        clearTimeout(timer);
        ended = true;
      };
    },
    open: () => {
      const files = given();
      return ask("open", () => {
        link.beginWith(files);
        return api.open(files);
      });
    },
    extend: () => ask("extend", api.extend),
    pause: () => ask("pause", api.pause),
    close: () => ask("close", api.close),
    change: link.change,
    resolve: link.resolve,
  };
}

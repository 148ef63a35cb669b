import { terminalOf } from "../../../lib/content/runnable.ts";
import type { Locale, Message } from "../../../lib/i18n/message.ts";
import { editLimits } from "../../../lib/live/limits.ts";
import type { TerminalView } from "../../../lib/live/protocol.ts";
import type { AskedRun } from "../../../lib/live/run.ts";
import { Refused } from "../../workspace/api.ts";
import { livePhase } from "../../workspace/live/live-phase.ts";
import { type LiveSession, liveSession } from "../../workspace/live/live-session.ts";
import type { LiveSnapshot } from "../../workspace/live/live-store.ts";
import type { Edits } from "./edits.ts";
import { listedFiles } from "./listed-files.ts";

/** How a block stands that was run from this page, or whose output the sandbox still has. */
export type BlockState = {
  /** Since when it has been asked for; absent once it has begun. */
  askedAt?: number;
  /** With its output, even when the sandbox has gone since. */
  terminal?: TerminalView;
  /** Its sandbox is not there any more. */
  isLost?: boolean;
  /** Files that were different in the sandbox, and are now as in the lesson. */
  replaced: string[];
  /** Files that were run as the reader wrote them. */
  edited?: string[];
  /** Why it did not begin; without a reason, the site did not answer. */
  refusal?: { error?: Message; remedy?: Message };
};

export type RunSnapshot = {
  live: LiveSnapshot;
  blocks: ReadonlyMap<string, BlockState>;
  /** The block that is going on. */
  busy: string | undefined;
};

/** The learner's sandbox of one lesson, and the blocks that are run in it. Lives outside React. */
export type RunSession = {
  live: LiveSession;
  subscribe: (changed: () => void) => () => void;
  snapshot: () => RunSnapshot;
  /** Makes a sandbox first, if there is none. Does nothing while a block is going on. */
  run: (block: string, cols: number) => Promise<void>;
  /** Runs blocks one after the other, up to the first that does not begin or is stopped. */
  runAll: (blocks: string[], cols: number) => Promise<void>;
  /** Puts the output of a block away. */
  forget: (block: string) => void;
  /** Removes the sandbox with all that is in it. */
  clear: () => Promise<void>;
  /** Whether it was removed so, and by this page. */
  isCleared: () => boolean;
};

export function runSession(place: string, locale: Locale, edits: Pick<Edits, "ofFolder">): RunSession {
  const live = liveSession(place, listedFiles, () => []);
  const listeners = new Set<() => void>();
  let isCleared = false;
  /** Terminals whose output is not wanted any more, by when they began: only one runs at a time. */
  const putAway = new Set<number>();
  let state: RunSnapshot = { live: live.snapshot(), blocks: new Map(), busy: undefined };

  const set = (change: Partial<RunSnapshot>) => {
    state = { ...state, ...change };
    for (const changed of [...listeners]) changed();
  };
  const setBlocks = (blocks: RunSnapshot["blocks"]) => set({ blocks, busy: busyBlock(blocks) });
  const note = (block: string, is: BlockState) => setBlocks(new Map(state.blocks).set(block, is));
  live.subscribe(() => {
    state = { ...state, live: live.snapshot() };
    const shown = state.live.terminals.filter(({ startedAt }) => !putAway.has(startedAt));
    setBlocks(withTerminals(withLost(state.blocks, state.live), shown));
  });

  /** Resolves when there is a sandbox that can be asked. @throws Refused, or Error when the site does not answer */
  const ready = async () => {
    const isThere = () => ["preparing", "connecting", "reconnecting", "ready"].includes(phase());
    // The site may have answered and its answer been lost: it then joins the sandbox that there is.
    for (let attempt = 0; attempt < attempts && !isThere(); attempt++) {
      await live.open();
      await until(() => live.snapshot().asking === undefined);
      if (live.snapshot().problem?.kind !== "away") break;
    }
    await until(() => phase() === "ready" || !isThere());
    if (phase() === "ready") return;
    const { problem, unavailable, sandbox } = live.snapshot();
    if (problem?.kind === "refused") throw problem.refusal;
    if (problem) throw new Error("the site does not answer");
    throw new Refused(503, unavailable ?? { error: sandbox?.message ?? undefined });
  };
  /** An answer may be lost where a network changes, and the engine makes networks: the same is then asked again. */
  const begin = async (asked: AskedRun) => {
    for (let attempt = 1; ; attempt++) {
      await ready();
      try {
        return await live.api.run(asked);
      } catch (error) {
        if (error instanceof Refused || attempt === attempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * 300));
      }
    }
  };
  const phase = () => livePhase(live.snapshot());
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        leave();
        resolve();
      };
      const leave = live.subscribe(look);
      look();
    });

  const run = async (block: string, cols: number) => {
    if (state.busy !== undefined) return;
    isCleared = false;
    const before = state.blocks.get(block)?.terminal;
    note(block, { replaced: [], askedAt: Date.now(), ...(before && { terminal: before }) });
    try {
      const written = edits.ofFolder(folderOf(block)).slice(0, editLimits.files);
      const started = await begin({ block, locale, cols, request: crypto.randomUUID(), edits: written });
      const { terminal, edited } = started;
      const replaced = started.replaced.filter((path) => !edited.includes(path));
      // It may have ended before the answer came, and the channel have said so.
      const known = state.blocks.get(block)?.terminal;
      note(block, { replaced, edited, terminal: known?.startedAt === terminal.startedAt ? known : terminal });
    } catch (error) {
      const refusal = error instanceof Refused ? { error: error.reason, remedy: error.remedy } : {};
      note(block, { replaced: [], refusal });
    }
  };

  return {
    live,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    snapshot: () => state,
    forget: (block) => {
      const startedAt = state.blocks.get(block)?.terminal?.startedAt;
      if (startedAt !== undefined) putAway.add(startedAt);
      setBlocks(new Map([...state.blocks].filter(([id]) => id !== block)));
    },
    clear: async () => {
      isCleared = true;
      await live.close();
      if (live.snapshot().sandbox?.state === "ended") setBlocks(new Map());
    },
    isCleared: () => isCleared,
    run,
    runAll: async (blocks, cols) => {
      for (const block of blocks) {
        await run(block, cols);
        await until(() => state.busy === undefined);
        const { refusal, isLost, terminal } = state.blocks.get(block) ?? {};
        if (refusal || isLost || !terminal || terminal.exitCode === stoppedCode) return;
      }
    },
  };
}

/** Of a block that was ended with Ctrl-C. */
export const stoppedCode = 130;

/** How often a sandbox is asked for that nobody answers for. */
const attempts = 3;

/** What the sandbox says of its terminals, the newest of each block. */
function withTerminals(
  blocks: ReadonlyMap<string, BlockState>,
  terminals: readonly TerminalView[],
): ReadonlyMap<string, BlockState> {
  const next = new Map(blocks);
  for (const terminal of terminals) {
    if (terminal.kind !== "run") continue;
    const block = terminal.id.slice(terminalOf("").length);
    const { isLost, ...before } = next.get(block) ?? { replaced: [] };
    if (terminal.startedAt >= (before.terminal?.startedAt ?? 0)) next.set(block, { ...before, terminal });
  }
  return next;
}

/** With its sandbox, whatever was running has ended. */
function withLost(blocks: ReadonlyMap<string, BlockState>, { sandbox }: LiveSnapshot) {
  if (!sandbox || sandbox.state === "preparing" || sandbox.state === "ready") return blocks;
  return new Map([...blocks].map(([block, is]) => [block, is.terminal ? { ...is, isLost: true } : is]));
}

/** Ids of blocks are their folder and a number. */
function folderOf(block: string): string {
  return block.replace(/-\d+$/, "");
}

/** The blocks of the same folder above one that have not been run in this sandbox: ids count from 1 in each folder. */
export function notRunBefore(block: string, blocks: ReadonlyMap<string, BlockState>): string[] {
  const [, folder, number] = /^(.*)-(\d+)$/.exec(block) ?? [];
  const earlier = Array.from({ length: Number(number ?? 1) - 1 }, (_, index) => `${folder}-${index + 1}`);
  return earlier.filter((id) => !blocks.get(id)?.terminal || blocks.get(id)?.isLost);
}

function busyBlock(blocks: ReadonlyMap<string, BlockState>): string | undefined {
  for (const [block, { askedAt, terminal, isLost }] of blocks) {
    if (askedAt !== undefined || (terminal?.exitCode === null && !isLost)) return block;
  }
  return undefined;
}

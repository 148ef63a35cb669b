import { randomBytes } from "node:crypto";
import { totalmem } from "node:os";
import type { Logger } from "pino";
import type { z } from "zod";
import { checksOf } from "../../lib/content/exercise-schema.ts";
import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { hasSubmitted } from "../../lib/db/attempt-history.ts";
import type { Database } from "../../lib/db/client.ts";
import { readDraft } from "../../lib/db/drafts.ts";
import {
  type EndReason,
  endSandbox,
  insertSandbox,
  latestSandbox,
  liveOfMachine,
  type SandboxRow,
  seeSandboxes,
  updateSandbox,
} from "../../lib/db/sandboxes.ts";
import { message } from "../../lib/i18n/message.ts";
import type { makeBodySchema } from "../../lib/live/between.ts";
import { beginLifetime, lifetimeLimits } from "../../lib/live/lifetime.ts";
import { closeCodes } from "../../lib/live/limits.ts";
import type { RunnerContext } from "../context.ts";
import type { SandboxRegistry } from "../sandbox/registry.ts";
import { persist } from "../server/persist.ts";
import type { KnownExercise } from "./checks/options.ts";
import { Turns } from "./checks/turns.ts";
import { hashesOf } from "./files/merge.ts";
import { draftKeyOf, LiveSandbox } from "./live-sandbox.ts";
import { LiveRefusal } from "./refusal.ts";

export type LiveServiceOptions = {
  context: RunnerContext;
  loadExercise: (id: string) => Promise<LoadedExercise>;
  /** Whether nothing should be done now that nobody has asked for. */
  isBusy: () => boolean;
  registry: Pick<SandboxRegistry, "get" | "reserve" | "release" | "create" | "remove">;
  database: Database;
  runnerId: string;
  machine: string;
  now: () => number;
  isDraining: () => boolean;
};

type Ending = { state: "paused" } | { state: "ended"; reason: EndReason };

/** What a live sandbox may cost at rest; in use it is the limits of all that hold. */
const bytesEach = 256 * 1024 * 1024;
const saveMs = 5_000;
/** An engine that hangs must not keep a runner from ending. */
const closeMs = 5_000;
/** The reaper comes after every end that this service knows of. */
const reapedAfterSeconds = (lifetimeLimits.longest + 3_600_000) / 1000;

/** The live sandboxes of one runner, as long as its engine is there. */
export class LiveService {
  readonly #options: LiveServiceOptions;
  readonly #log: Logger;
  readonly #live = new Map<string, LiveSandbox>();
  /** A look takes a moment; a whole check may take minutes. Neither is ever as urgent as a submission. */
  readonly #turns = { looks: new Turns(1), trials: new Turns(2) };
  readonly #making = new Map<string, { abort: AbortController; made: Promise<void> }>();

  constructor(options: LiveServiceOptions) {
    this.#options = options;
    this.#log = options.context.log;
  }

  get(id: string): LiveSandbox {
    const live = this.#live.get(id);
    if (live) return live;
    if (this.#making.has(id)) throw new LiveRefusal(409, message("live.not-ready"));
    throw new LiveRefusal(404, message("live.gone"), message("live.gone-remedy"));
  }

  /** When each of them ends unless somebody goes on with it, in milliseconds since the epoch. */
  get ends(): Record<string, number> {
    return Object.fromEntries([...this.#live].map(([id, live]) => [id, live.endsAt]));
  }

  /** Goes on with the sandboxes that an earlier process of this machine left; what is gone is reported as lost. */
  async adopt(): Promise<void> {
    const { database, machine, registry, runnerId } = this.#options;
    const rows = await liveOfMachine(database, machine);
    const adoptOne = async (row: SandboxRow) => {
      const sandbox = row.state === "ready" ? registry.get(row.id) : undefined;
      const opening = sandbox && LiveSandbox.open(this.#optionsOf(row, sandbox));
      const live = await opening?.catch((error) => this.#log.warn({ error }, "a sandbox was not taken over"));
      if (live) {
        this.#live.set(row.id, live);
        await updateSandbox(database, row.id, { runnerId });
      } else {
        await endSandbox(database, row.id, { state: "ended", reason: "lost" });
        await registry.remove(row.id).catch((error) => this.#log.warn({ error }, "a lost sandbox's remains"));
      }
    };
    await Promise.all(rows.map(adoptOne));
  }

  /** Writes the row, and makes the sandbox while the page waits. @throws LiveRefusal */
  async make({ learner, place, files }: z.infer<typeof makeBodySchema>): Promise<string> {
    const { database, machine, registry, runnerId, isDraining } = this.#options;
    if (isDraining()) throw new LiveRefusal(503, message("live.draining"));
    if (this.#live.size + this.#making.size >= Math.max(4, totalmem() / bytesEach)) {
      throw new LiveRefusal(503, message("live.full"), message("live.full-remedy"));
    }
    const draftKey = draftKeyOf({ learnerId: learner, place });
    const draft = draftKey && (await readDraft(database, draftKey));
    const before = draftKey && (await latestSandbox(database, { learnerId: learner, place }));
    const { createdAt, idleEndsAt, absoluteEndsAt } = beginLifetime(this.#options.now());
    const id = registry.reserve();
    const row = {
      id,
      learnerId: learner,
      place,
      runnerId,
      machine,
      state: "preparing" as const,
      previewLabel: randomBytes(10).toString("hex"),
      previewKey: randomBytes(32).toString("base64url"),
      // What the page brings is newer than the draft: it counts as the workspace's own change.
      savedVersion: draft?.version ?? 0,
      savedHashes: hashesOf(draft?.files ?? []),
      savedFolders: before?.savedFolders ?? [],
      createdAt: new Date(createdAt),
      idleEndsAt: new Date(idleEndsAt),
      absoluteEndsAt: new Date(absoluteEndsAt),
    };
    let inserted: SandboxRow | undefined;
    try {
      inserted = await insertSandbox(database, row);
    } finally {
      if (!inserted) registry.release(id);
    }
    if (!inserted) throw new LiveRefusal(409, message("live.not-ready"));
    const abort = new AbortController();
    const made = this.#make(inserted, files, abort.signal).finally(() => this.#making.delete(id));
    this.#making.set(id, { abort, made });
    return id;
  }

  /** Ends a sandbox for good or for a pause. Its files are in the draft before anything of it goes. */
  async end(id: string, ending: Ending): Promise<void> {
    const making = this.#making.get(id);
    making?.abort.abort();
    await making?.made;
    const live = this.#live.get(id);
    this.#live.delete(id);
    if (live) {
      const saving = live.save().catch((error) => this.#log.error({ error, sandbox: id }, "files not saved"));
      await within(saving, saveMs);
    }
    try {
      await persist(() => endSandbox(this.#options.database, id, ending));
    } finally {
      await within(live?.close(closeCodes.gone), closeMs);
      await this.#options.registry.remove(id);
    }
  }

  /** Called every few seconds: ends what is over, warns, and says that the others are there. */
  async tick(): Promise<void> {
    const { database, registry } = this.#options;
    for (const [id, live] of [...this.#live]) {
      if (!registry.get(id)) await this.end(id, { state: "ended", reason: "lost" });
      else if (live.isOver) await this.end(id, { state: "ended", reason: "expired" });
      else live.tick();
    }
    await seeSandboxes(database, [...this.#live.keys(), ...this.#making.keys()]);
  }

  /** Tells all pages, after the operator has begun or ended a drain. */
  tellState(): void {
    for (const live of this.#live.values()) live.tellState();
  }

  /** Stops serving. What is there stays for the next process, unless the runner was drained. */
  async close(): Promise<void> {
    for (const { abort, made } of [...this.#making.values()]) {
      abort.abort();
      await made;
    }
    const closing = [...this.#live].map(async ([id, live]) => {
      if (this.#options.isDraining()) return this.end(id, { state: "ended", reason: "drained" });
      await within(
        live.save().catch(() => undefined),
        saveMs,
      );
      await within(live.close(closeCodes.restarting), closeMs);
    });
    const results = await Promise.allSettled(closing);
    this.#live.clear();
    for (const result of results)
      if (result.status === "rejected") this.#log.warn({ error: result.reason }, "a live sandbox's end");
  }

  async #make(
    row: SandboxRow,
    files: Parameters<SandboxRegistry["create"]>[0]["files"],
    signal: AbortSignal,
  ) {
    const { registry, database } = this.#options;
    try {
      const sandbox = await registry.create({
        id: row.id,
        files,
        lifetimeSeconds: reapedAfterSeconds,
        signal,
      });
      const live = await LiveSandbox.open(this.#optionsOf(row, sandbox));
      for (const path of row.savedFolders) {
        // Where a file stands by now, the folder stays away.
        await live.files.change({ type: "folder", request: "folder", path });
      }
      this.#live.set(row.id, live);
      await updateSandbox(database, row.id, { state: "ready" });
    } catch (error) {
      const known = signal.aborted;
      if (!known) this.#log.error({ error, sandbox: row.id }, "a live sandbox could not be made");
      const reason = known ? "closed" : "failed";
      const end = {
        state: "ended" as const,
        reason: reason as EndReason,
        message: message("live.could-not-make"),
      };
      await endSandbox(database, row.id, end).catch(() => undefined);
      this.#live.delete(row.id);
      await registry.remove(row.id).catch(() => undefined);
    }
  }

  /** @throws for a lesson, too: it has no checks */
  async #exerciseOf({ place, learnerId }: SandboxRow): Promise<KnownExercise> {
    const { loadExercise, database } = this.#options;
    const exerciseId = place;
    const { exercise } = await loadExercise(exerciseId);
    const keptBack = checksOf(exercise).filter(({ visibility }) => visibility === "after-submit");
    const isOpen = keptBack.length === 0 || (await hasSubmitted(database, { learnerId, exerciseId }));
    return { exercise, hidden: new Set(isOpen ? [] : keptBack.map(({ id }) => id)) };
  }

  #optionsOf(row: SandboxRow, sandbox: ReturnType<SandboxRegistry["get"]> & object) {
    const { context, database, now, isBusy, isDraining } = this.#options;
    const log = this.#log.child({ sandbox: row.id });
    const checks = { context, load: () => this.#exerciseOf(row), turns: this.#turns, isBusy };
    return { row, sandbox, docker: context.engine.docker, database, log, now, isDraining, checks };
  }
}

/** Waits for something, but not for ever. */
function within(work: Promise<unknown> | undefined, milliseconds: number): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

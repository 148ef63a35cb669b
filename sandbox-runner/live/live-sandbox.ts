import type { Socket } from "node:net";
import type Docker from "dockerode";
import type { Logger } from "pino";
import type { Database } from "../../lib/db/client.ts";
import { type SandboxRow, updateSandbox } from "../../lib/db/sandboxes.ts";
import { extendLifetime, isOver, type Lifetime, useLifetime, viewLifetime } from "../../lib/live/lifetime.ts";
import { closeCodes } from "../../lib/live/limits.ts";
import { readPlace } from "../../lib/live/place.ts";
import type { ChannelEvent, SandboxView } from "../../lib/live/protocol.ts";
import { toolboxName } from "../sandbox/paths.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { LiveChecks } from "./checks/live-checks.ts";
import type { LiveChecksOptions } from "./checks/options.ts";
import { DraftSaver } from "./files/draft-saver.ts";
import { draftable } from "./files/draftable.ts";
import { WorkspaceFiles } from "./files/workspace-files.ts";
import { type Observing, observe } from "./observe.ts";
import { Tickets } from "./preview/tickets.ts";
import { BlockRuns } from "./runs/block-runs.ts";
import { endOldPrograms, toolboxPrograms } from "./terminals/program.ts";
import { Terminals } from "./terminals/terminals.ts";

export type LiveOptions = {
  row: SandboxRow;
  sandbox: Sandbox;
  docker: Docker;
  database: Database;
  log: Logger;
  /** Milliseconds since the epoch. */
  now: () => number;
  isDraining: () => boolean;
  checks: Pick<LiveChecksOptions, "context" | "load" | "turns" | "isBusy">;
};

/** Somebody at the other end of a channel or a terminal. */
export type Listener = { hear(event: ChannelEvent): void; end(code: number): void };

const openMs = 60_000;
/** Channels and terminals of all tabs of one learner. */
const maximumListeners = 48;
/** A browser opens six connections to a host, and more for WebSockets. */
const maximumPreviewing = 64;
/** Changes of the lifetime by use are written down at most so often. */
const writeMs = 10_000;

/** Where the files of a sandbox are kept: those of an exercise in the learner's draft, those of a lesson nowhere. */
export function draftKeyOf({ learnerId, place }: Pick<SandboxRow, "learnerId" | "place">) {
  const { kind, id } = readPlace(place);
  return kind === "exercise" ? { learnerId, exerciseId: id } : undefined;
}

/** One student's live sandbox: what its pages share. */
export class LiveSandbox {
  readonly id: string;
  readonly sandbox: Sandbox;
  readonly docker: Docker;
  readonly toolbox: string;
  readonly files: WorkspaceFiles;
  readonly terminals: Terminals;
  readonly tickets: Tickets;
  readonly checks: LiveChecks;
  readonly #options: LiveOptions;
  readonly runs: BlockRuns;
  /** None in a lesson: there the text has the files. */
  readonly #saver: DraftSaver | undefined;
  readonly #observing: Observing;
  readonly #listeners = new Set<Listener>();
  #previewing = 0;
  #lifetime: Lifetime;
  #writtenAt: number;
  #warned: string | null = null;

  private constructor(options: LiveOptions) {
    const { row, sandbox, docker, database, log, now } = options;
    this.#options = options;
    this.id = row.id;
    this.sandbox = sandbox;
    this.docker = docker;
    this.toolbox = toolboxName(row.id);
    this.#writtenAt = now();
    this.#lifetime = {
      createdAt: row.createdAt.getTime(),
      idleEndsAt: row.idleEndsAt.getTime(),
      absoluteEndsAt: row.absoluteEndsAt.getTime(),
    };
    this.tickets = new Tickets(row.previewKey, now);
    this.files = new WorkspaceFiles(docker, this.toolbox, {
      log,
      revive: () => sandbox.revive(),
      onChange: (changes) => {
        this.#tell({ type: "files", ...changes });
        this.#saver?.touch();
        this.checks.touch();
      },
    });
    this.checks = new LiveChecks({
      ...options.checks,
      sandbox,
      files: () => draftable(this.files.entries).files,
      log,
    });
    const draftKey = draftKeyOf(row);
    this.#saver =
      draftKey &&
      new DraftSaver({
        database,
        sandboxId: row.id,
        key: draftKey,
        files: this.files,
        saved: { version: row.savedVersion, hashes: row.savedHashes },
        folders: row.savedFolders,
        log,
        onSaved: (draftVersion, omitted) => this.#tell({ type: "saved", draftVersion, omitted }),
      });
    this.#observing = observe(sandbox.dockerHost.replace("unix://", ""), {
      log,
      onChange: ({ containers, ports }) => {
        this.#tell({ type: "containers", containers });
        this.#tell({ type: "ports", ports });
      },
    });
    this.terminals = new Terminals({
      start: toolboxPrograms(docker, this.toolbox),
      containerOf: (target) => this.#containerOf(target),
      now,
      onChange: (terminals) => this.#tell({ type: "terminals", terminals }),
    });
    this.runs = new BlockRuns(this.files, this.terminals);
  }

  /**
   * Resolves when its files are known, and rejects when that takes too long. In one that an earlier process served its
   * shells are ended: nobody can reach them.
   */
  static async open(options: LiveOptions): Promise<LiveSandbox> {
    const live = new LiveSandbox(options);
    const isTakenOver = options.row.state === "ready";
    const known = Promise.all([live.files.known, isTakenOver && endOldPrograms(live.docker, live.toolbox)]);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error("the workspace was not read in time")), openMs);
    try {
      await Promise.race([known, late.promise]);
      return live;
    } catch (error) {
      await live.close(closeCodes.gone);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get view(): SandboxView {
    return {
      id: this.id,
      state: "ready",
      why: null,
      message: null,
      reachable: true,
      draining: this.#options.isDraining(),
      lifetime: viewLifetime(this.#lifetime, this.#options.now()),
      folders: [],
    };
  }

  get endsAt(): number {
    return Math.min(this.#lifetime.idleEndsAt, this.#lifetime.absoluteEndsAt);
  }

  get isOver(): boolean {
    return isOver(this.#lifetime, this.#options.now());
  }

  /** Whether as many pages look at it as one person can have a use for. */
  get isCrowded(): boolean {
    return this.#listeners.size >= maximumListeners;
  }

  /** Connects to a published port for a preview. Nothing when nobody listens there, or too many are connected. */
  async dialPreview(port: number): Promise<Socket | undefined> {
    if (this.#previewing >= maximumPreviewing) return undefined;
    this.#previewing += 1;
    const socket = await this.sandbox.dialPort(port).catch(() => undefined);
    if (socket) socket.once("close", () => this.#previewing--);
    else this.#previewing -= 1;
    return socket;
  }

  /** The first thing that a page is told. */
  hello(): ChannelEvent {
    return {
      type: "hello",
      sandbox: this.view,
      files: this.files.entries,
      truncated: this.files.truncated,
      draftVersion: this.#saver?.version ?? 0,
      omitted: draftable(this.files.entries).omitted,
      terminals: this.terminals.views,
      ...this.#observing.current(),
    };
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something was typed, edited or asked for. */
  use(): void {
    this.#lifetime = useLifetime(this.#lifetime, this.#options.now());
    this.tick();
  }

  /** @throws when the database is away */
  async extend(): Promise<void> {
    this.#lifetime = extendLifetime(this.#lifetime, this.#options.now());
    await this.#write();
    this.tellState();
  }

  /** Warns of the end that comes near, takes the warning back, and writes the lifetime down from time to time. */
  tick(): void {
    const { warning } = viewLifetime(this.#lifetime, this.#options.now());
    if (warning !== this.#warned) {
      this.#warned = warning;
      this.tellState();
    }
    if (this.#options.now() - this.#writtenAt >= writeMs) this.#write().catch(() => undefined);
  }

  tellState(): void {
    this.#tell({ type: "state", sandbox: this.view });
  }

  /** Everything that the workspace holds now is in the draft, if it has one. @throws when the database is away */
  async save(): Promise<void> {
    if (!this.#saver) return;
    await this.files.look();
    await this.#saver.flush();
  }

  /** Stops serving it to pages. @param code tells them why their connections end. */
  async close(code: number): Promise<void> {
    for (const listener of [...this.#listeners]) listener.end(code);
    this.#listeners.clear();
    this.#saver?.close();
    await this.checks.close(code);
    await Promise.all([this.files.close(), this.#observing.close(), this.terminals.closeAll()]);
  }

  #tell(event: ChannelEvent): void {
    for (const listener of this.#listeners) listener.hear(event);
  }

  async #write(): Promise<void> {
    const { database, now } = this.#options;
    this.#writtenAt = now();
    const { idleEndsAt, absoluteEndsAt } = this.#lifetime;
    await updateSandbox(database, this.id, {
      idleEndsAt: new Date(idleEndsAt),
      absoluteEndsAt: new Date(absoluteEndsAt),
    });
  }

  #containerOf(target: string): string {
    const { containers } = this.#observing.current();
    if (containers.some(({ name }) => name === target)) return target;
    const ofService = containers.filter(({ service }) => service === target);
    return (ofService.find(({ state }) => state === "running") ?? ofService[0])?.name ?? target;
  }
}

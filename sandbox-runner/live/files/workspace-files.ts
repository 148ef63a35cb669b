import type Docker from "dockerode";
import type { Logger } from "pino";
import { type Message, message } from "../../../lib/i18n/message.ts";
import type { ChannelEvent, ChannelRequest, FileEntry } from "../../../lib/live/protocol.ts";
import { Agent, type AgentAnswer, AgentAway } from "./agent.ts";
import type { AgentWord } from "./agent-words.ts";

/** Text that is kept in memory and sent to pages, of all files together. */
const maximumText = 4 * 1024 * 1024;

export type FileChanges = { changed: FileEntry[]; removed: string[]; truncated: boolean };

/** What a workspace holds, as its agent in the toolbox tells it. */
export class WorkspaceFiles {
  readonly #agent: Agent;
  readonly #entries = new Map<string, FileEntry>();
  readonly #onChange: (changes: FileChanges) => void;
  readonly #firstLook = Promise.withResolvers<void>();
  #changed = new Map<string, FileEntry | undefined>();
  /** What is to be seen again after the agent was started anew, or else is gone. */
  #unseen: Set<string> | undefined;
  #text = 0;
  #truncated = false;

  constructor(
    docker: Docker,
    toolbox: string,
    options: { log: Logger; onChange: (changes: FileChanges) => void; revive: () => Promise<void> },
  ) {
    this.#onChange = options.onChange;
    const { log, revive } = options;
    this.#agent = new Agent(docker, toolbox, { log, revive, hear: (word) => this.#hear(word) });
  }

  /** Resolves when all that is there is known. */
  get known(): Promise<void> {
    return this.#firstLook.promise;
  }

  get entries(): FileEntry[] {
    return [...this.#entries.values()];
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  /** Does what a page asks for, and says how that went. */
  async change(request: ChannelRequest): Promise<ChannelEvent> {
    const { request: id, path } = request;
    const op = request.type;
    const answer = await this.#agent
      .ask({
        op,
        path,
        ...(op === "write" && { base: request.base, content: request.content }),
        ...(op === "remove" && { base: request.base }),
        ...(op === "rename" && { to: request.to }),
      })
      .catch((error: unknown) => {
        if (error instanceof AgentAway) return undefined;
        throw error;
      });
    if (!answer) return { type: "refused", request: id, error: message("live.file-other") };
    if (answer.type === "done") return { type: "written", request: id, path, hash: answer.hash };
    if (answer.type === "conflict")
      return { type: "conflict", request: id, path, current: this.#entries.get(path) ?? null };
    return { type: "refused", request: id, error: whyNot(answer) };
  }

  /** Looks again now; resolves when what was changed before is known. */
  async look(): Promise<void> {
    await this.#agent.ask({ op: "look", path: "" }).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#firstLook.resolve();
    await this.#agent.close();
  }

  #hear(word: AgentWord | { type: "start" }): void {
    if (word.type === "start") this.#unseen = new Set(this.#entries.keys());
    if (word.type === "file") {
      this.#unseen?.delete(word.entry.path);
      this.#put(word.entry.path, { ...word.entry, content: this.#textOf(word.entry.path, word.bytes) });
    }
    if (word.type === "gone") this.#put(word.path, undefined);
    if (word.type === "end") this.#endLook(word.truncated);
  }

  #endLook(truncated: boolean): void {
    for (const path of this.#unseen ?? []) this.#put(path, undefined);
    this.#unseen = undefined;
    const news = [...this.#changed];
    this.#changed = new Map();
    const isNews = news.length > 0 || truncated !== this.#truncated;
    this.#truncated = truncated;
    this.#firstLook.resolve();
    if (!isNews) return;
    this.#onChange({
      changed: news.flatMap(([, entry]) => entry ?? []),
      removed: news.flatMap(([path, entry]) => (entry ? [] : [path])),
      truncated,
    });
  }

  #put(path: string, entry: FileEntry | undefined): void {
    const before = this.#entries.get(path);
    if (
      before &&
      entry &&
      before.kind === entry.kind &&
      before.hash === entry.hash &&
      before.size === entry.size
    )
      return;
    this.#text += (entry?.content?.length ?? 0) - (before?.content?.length ?? 0);
    if (entry) this.#entries.set(path, entry);
    else this.#entries.delete(path);
    this.#changed.set(path, entry);
  }

  #textOf(path: string, bytes: Buffer | undefined): string | null {
    if (!bytes || bytes.includes(0)) return null;
    const others = this.#text - (this.#entries.get(path)?.content?.length ?? 0);
    if (others + bytes.length > maximumText) return null;
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return null;
    }
  }
}

const reasons: Record<string, string> = {
  missing: "live.file-missing",
  exists: "live.file-exists",
  denied: "live.file-denied",
  full: "live.disk-full",
};

function whyNot(answer: AgentAnswer): Message {
  return message((answer.type === "error" && reasons[answer.what]) || "live.file-other");
}

import { message } from "../../../lib/i18n/message.ts";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { TerminalQuery, TerminalView } from "../../../lib/live/protocol.ts";
import { LiveRefusal } from "../refusal.ts";
import type { BlockCommands } from "../runs/commands.ts";
import type { ProgramSource, Size } from "./program.ts";
import { Terminal } from "./terminal.ts";

type Options = {
  start: ProgramSource;
  /** The name of a container, for what a page calls it: its name or its service's. */
  containerOf: (target: string) => string;
  now: () => number;
  onChange: (terminals: TerminalView[]) => void;
};

/** The terminals of one sandbox. */
export class Terminals {
  readonly #options: Options;
  readonly #open = new Map<string, Promise<Terminal>>();
  /** The terminals of runs, the oldest first. */
  #runs: string[] = [];
  /** The one that is going on. */
  #running: string | undefined;
  #views: TerminalView[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  get views(): TerminalView[] {
    return this.#views;
  }

  /** The terminal of an id; the first who asks for it starts it. @throws LiveRefusal when there are too many */
  async open(id: string, query: Pick<TerminalQuery, "kind" | "target" | "rows" | "cols">): Promise<Terminal> {
    const known = this.#open.get(id);
    if (known) return known;
    if (query.kind === "run") throw new LiveRefusal(404, message("live.run-gone"));
    if (this.#open.size - this.#runs.length >= liveLimits.terminals) {
      throw new LiveRefusal(429, message("live.too-many-terminals", { maximum: liveLimits.terminals }));
    }
    const starting = this.#start(id, query);
    this.#open.set(id, starting);
    starting.catch(() => this.#open.delete(id));
    return starting;
  }

  /**
   * Runs a block of a lesson, in place of what its terminal showed before; one block at a time. What ran before can be
   * read until enough others have run.
   *
   * @param prepare is waited for before the commands begin.
   * @throws LiveRefusal while another one is going on, and what `prepare` throws
   */
  async run(
    id: string,
    block: BlockCommands,
    { size, prepare }: { size: Size; prepare: () => Promise<void> },
  ): Promise<TerminalView> {
    if (this.#running !== undefined) throw new LiveRefusal(409, message("live.run-busy"));
    this.#running = id;
    let terminal: Terminal;
    try {
      await this.#leave(id);
      await prepare();
      const starting = this.#start(id, { kind: "run", target: block.folder, ...size }, block);
      this.#open.set(id, starting);
      this.#runs = [...this.#runs, id];
      terminal = await starting;
    } catch (error) {
      await this.#leave(id);
      this.#running = undefined;
      throw error;
    }
    for (const old of this.#runs.slice(0, -liveLimits.runs)) await this.close(old);
    return terminal.view;
  }

  async close(id: string): Promise<void> {
    if (this.#running === id) this.#running = undefined;
    await this.#leave(id);
    await this.#tell();
  }

  async #leave(id: string): Promise<void> {
    const terminal = this.#open.get(id);
    this.#open.delete(id);
    this.#runs = this.#runs.filter((run) => run !== id);
    await (await terminal?.catch(() => undefined))?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.close(id)));
  }

  async #start(
    id: string,
    { kind, target, rows, cols }: Parameters<Terminals["open"]>[1],
    block?: BlockCommands,
  ): Promise<Terminal> {
    if (kind !== "shell" && !target) throw new LiveRefusal(400, message("live.no-target"));
    const about = { id, kind, target: target ?? null };
    const isInside = kind === "shell" || kind === "run";
    const shown = isInside || !target ? about.target : this.#options.containerOf(target);
    const program = await this.#options.start({ ...about, target: shown, size: { rows, cols }, block });
    const terminal = new Terminal(about, program, {
      now: this.#options.now,
      onExit: () => {
        if (this.#running === id) this.#running = undefined;
        void this.#tell();
      },
    });
    queueMicrotask(() => void this.#tell());
    return terminal;
  }

  async #tell(): Promise<void> {
    const settled = await Promise.all([...this.#open.values()].map((each) => each.catch(() => undefined)));
    this.#views = settled.flatMap((terminal) => terminal?.view ?? []);
    this.#options.onChange(this.#views);
  }
}

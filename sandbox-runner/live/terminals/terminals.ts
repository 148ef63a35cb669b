import { message } from "../../../lib/i18n/message.ts";
import { liveLimits } from "../../../lib/live/limits.ts";
import type { TerminalQuery, TerminalView } from "../../../lib/live/protocol.ts";
import { LiveRefusal } from "../refusal.ts";
import type { ProgramSource } from "./program.ts";
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
    if (this.#open.size >= liveLimits.terminals) {
      throw new LiveRefusal(429, message("live.too-many-terminals", { maximum: liveLimits.terminals }));
    }
    const starting = this.#start(id, query);
    this.#open.set(id, starting);
    starting.catch(() => this.#open.delete(id));
    return starting;
  }

  async close(id: string): Promise<void> {
    const terminal = this.#open.get(id);
    this.#open.delete(id);
    await (await terminal?.catch(() => undefined))?.close();
    await this.#tell();
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.close(id)));
  }

  async #start(
    id: string,
    { kind, target, rows, cols }: Parameters<Terminals["open"]>[1],
  ): Promise<Terminal> {
    if (kind !== "shell" && !target) throw new LiveRefusal(400, message("live.no-target"));
    const about = { id, kind, target: kind === "shell" || !target ? null : target };
    const container = about.target && this.#options.containerOf(about.target);
    const program = await this.#options.start({ ...about, target: container, size: { rows, cols } });
    const terminal = new Terminal(about, program, {
      now: this.#options.now,
      onExit: () => void this.#tell(),
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

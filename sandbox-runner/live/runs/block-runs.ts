import { message } from "../../../lib/i18n/message.ts";
import type { RunBody, StartedRun } from "../../../lib/live/run.ts";
import { hashOf } from "../files/merge.ts";
import type { WorkspaceFiles } from "../files/workspace-files.ts";
import { LiveRefusal } from "../refusal.ts";
import type { Terminals } from "../terminals/terminals.ts";

/** The blocks of a lesson that are run in one sandbox, one at a time. */
export class BlockRuns {
  readonly #files: Pick<WorkspaceFiles, "entries" | "change" | "look">;
  readonly #terminals: Pick<Terminals, "run">;
  /** What was asked for lately and has begun, or is about to. */
  readonly #known = new Map<string, Promise<StartedRun>>();

  constructor(files: Pick<WorkspaceFiles, "entries" | "change" | "look">, terminals: Pick<Terminals, "run">) {
    this.#files = files;
    this.#terminals = terminals;
  }

  /**
   * Writes the files, and begins with the commands. A request that comes again, because its answer never came to the
   * page, is answered and not run again. @throws LiveRefusal
   */
  start({ request, ...run }: RunBody): Promise<StartedRun> {
    const known = this.#known.get(request);
    if (known) return known;
    const started = this.#start(run);
    this.#known.set(request, started);
    // What was refused may be asked for again.
    started.catch(() => this.#known.delete(request));
    for (const old of [...this.#known.keys()].slice(0, -remembered)) this.#known.delete(old);
    return started;
  }

  async #start({ terminal, files, cols, ...commands }: Omit<RunBody, "request">): Promise<StartedRun> {
    const replaced: string[] = [];
    const prepare = async () => {
      // What a shell has just written may not have been told yet.
      if (files.length > 0) await this.#files.look();
      for (const file of files) if (await this.#write(file)) replaced.push(file.path);
    };
    const size = { rows: runRows, cols };
    return { terminal: await this.#terminals.run(terminal, commands, { size, prepare }), replaced };
  }

  /** @returns whether something else was there */
  async #write({ path, content }: RunBody["files"][number]): Promise<boolean> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const known = this.#files.entries.find((entry) => entry.path === path);
      if (known?.hash === hashOf(content)) return false;
      const base = known?.hash ?? null;
      const answer = await this.#files.change({ type: "write", request: "run", path, content, base });
      if (answer.type === "written") return base !== null;
      if (answer.type === "refused") throw new LiveRefusal(409, answer.error);
      // Changed since it was looked at.
      await this.#files.look();
    }
    throw new LiveRefusal(409, message("live.file-other"));
  }
}

const attempts = 3;
const remembered = 8;
const runRows = 24;

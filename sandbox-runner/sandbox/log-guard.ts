import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunnerContext } from "../context.ts";
import { containersIn, holdBack } from "./cgroup.ts";

const lookMs = 500;
/** More than `bytes` between two looks, so often in a row, is a flood; less than a quarter of it, so often, its end. */
const flood = { bytes: 512 * 1024, looks: 3, calmLooks: 20 };
/** As many as this at the same time are not waited for. */
const many = 3;

type Seen = { size: number; flooding: number; calm: number; release?: () => Promise<void> };

/**
 * Whatever a container prints is written down by the engine, with processor time that no container's limit counts: a
 * few that print without end take it from everybody. Such a container gets little processor time until it is quieter.
 * It works where the engine's log files and the sandbox's control group can be seen from here, and elsewhere not at all.
 */
export class LogGuard {
  readonly #context: RunnerContext;
  readonly #id: string;
  readonly #group: string;
  readonly #timer: NodeJS.Timeout;
  readonly #seen = new Map<string, Seen>();
  #looking = false;

  constructor(context: RunnerContext, id: string, group: string) {
    this.#context = context;
    this.#id = id;
    this.#group = group;
    this.#timer = setInterval(() => this.#look(), lookMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const running = await containersIn(this.#group);
      for (const id of this.#seen.keys()) if (!running.includes(id)) this.#seen.delete(id);
      await Promise.all(running.map((id) => this.#watch(id)));
      const flooding = [...this.#seen].filter(([, seen]) => seen.flooding > 0);
      const patience = flooding.length < many ? flood.looks : 1;
      for (const [id, seen] of flooding) if (seen.flooding >= patience) await this.#hold(id, seen);
    } catch (error) {
      this.#context.log.debug({ error, sandbox: this.#id }, "could not look at the logs");
    } finally {
      this.#looking = false;
    }
  }

  async #watch(id: string): Promise<void> {
    const file = await this.#logFile(id);
    if (file === undefined) return;
    const before = this.#seen.get(id);
    const { size } = file;
    if (before === undefined) {
      this.#seen.set(id, { size, flooding: 0, calm: 0 });
      return;
    }
    // A smaller file was begun anew in between: it has seen at least its whole size.
    const grown = size >= before.size ? size - before.size : size + flood.bytes;
    const isFlood = grown > flood.bytes;
    const isCalm = grown < flood.bytes / 4;
    const next: Seen = {
      ...before,
      size,
      flooding: isFlood ? before.flooding + 1 : 0,
      calm: isCalm ? before.calm + 1 : 0,
    };
    this.#seen.set(id, next);
    if (next.release === undefined || next.calm < flood.calmLooks) return;
    await next.release();
    delete next.release;
  }

  async #hold(id: string, seen: Seen): Promise<void> {
    if (seen.release !== undefined) return;
    this.#context.log.info({ sandbox: this.#id, container: id }, "held back: it floods its log");
    seen.release = await holdBack(this.#group, id);
  }

  /** The file that the logging driver `json-file` or `local` writes. */
  async #logFile(id: string): Promise<Stats | undefined> {
    const directory = join(this.#context.dataRoot, "containers", id);
    for (const name of [`${id}-json.log`, "local-logs/container.log"]) {
      const file = await stat(join(directory, name)).catch(() => undefined);
      if (file) return file;
    }
    return undefined;
  }
}

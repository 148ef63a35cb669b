import type { RunnerContext } from "../context.ts";
import { type DiskBook, mebibytes } from "../gate/fairness/disk.ts";
import type { Measurement } from "./disk-meter.ts";
import { total, type Writer } from "./disk-use.ts";

/** Less than this between two looks is no reason to stop anybody. */
const growthBytes = 1024 * 1024;

/**
 * Holds one sandbox to its share of the disk. There is no quota to do it, so whoever still writes when the
 * share is used up is stopped; what is written is the student's and stays.
 */
export class DiskGuard implements DiskBook {
  readonly #context: RunnerContext;
  readonly #id: string;
  readonly #limit: number;
  readonly #stopped = new Map<string, string>();
  #before = new Map<string, number>();
  readonly #stopWatching: () => void;

  constructor(context: RunnerContext, id: string, limit: number) {
    this.#context = context;
    this.#id = id;
    this.#limit = limit;
    this.#stopWatching = context.disk.watch((measurement) => this.#look(measurement));
  }

  get used(): number {
    return usedIn(this.#context.disk.latest, this.#id);
  }

  async assess(): Promise<{ used: number; machineFull: boolean }> {
    const { disk } = this.#context;
    const isOver = ({ machineFull }: Measurement) => machineFull || this.used >= this.#limit;
    const measurement = isOver(disk.latest) ? await disk.fresh() : disk.latest;
    return { used: usedIn(measurement, this.#id), machineFull: measurement.machineFull };
  }

  reasonStopped(containerId: string): string | undefined {
    return this.#stopped.get(containerId);
  }

  close(): void {
    this.#stopWatching();
  }

  async #look(measurement: Measurement): Promise<void> {
    const use = measurement.uses.get(this.#id);
    const writers = use?.writers ?? [];
    const before = this.#before;
    this.#before = new Map(writers.map(({ id, bytes }) => [id, bytes]));
    for (const id of this.#before.keys()) this.#stopped.delete(id);
    const used = use ? total(use) : 0;
    if (used < this.#limit && !measurement.machineFull) return;
    const growing = writers.filter(({ id, bytes }) => bytes - (before.get(id) ?? 0) > growthBytes);
    const tenants = growing.filter(({ role }) => role === "tenant");
    const reason = measurement.machineFull
      ? "the lab stopped this container: the disk of the lab's machine is full"
      : `the lab stopped this container because it went on writing: ${mebibytes(used)} of the ${mebibytes(this.#limit)} of disk that this sandbox may use are used`;
    // The student's shell goes last: the workspace that grows may be mounted by others too.
    await Promise.all((tenants.length > 0 ? tenants : growing).map((writer) => this.#stop(writer, reason)));
  }

  async #stop(writer: Writer, reason: string): Promise<void> {
    this.#context.log.warn({ sandbox: this.#id, container: writer.name, reason }, "stopped");
    const container = this.#context.engine.docker.getContainer(writer.id);
    this.#stopped.set(writer.id, reason);
    try {
      if (writer.role === "toolbox") await container.restart({ t: 0 });
      else await container.kill();
    } catch (error) {
      this.#context.log.debug({ error }, "it had ended by itself");
    }
  }
}

function usedIn({ uses }: Measurement, id: string): number {
  const use = uses.get(id);
  return use ? total(use) : 0;
}

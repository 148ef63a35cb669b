import { z } from "zod";
import { GateError } from "../errors.ts";
import { noSuchExec } from "../objects/refusal.ts";
import { type EngineClient, EngineFailure } from "./engine-client.ts";
import type { InventoryCache } from "./inventory-cache.ts";

const execSchema = z.looseObject({ ContainerID: z.string(), Running: z.boolean() });
const idPattern = /^[0-9a-f]{64}$/;

const recheckMs = 500;

/** Whose exec is whose, and how many run. The engine is asked for those made before this process began. */
export class ExecRegistry {
  readonly #engine: EngineClient;
  readonly #inventory: Pick<InventoryCache, "knowsContainer" | "current">;
  readonly #limit: number;
  readonly #now: () => number;
  readonly #own = new Set<string>();
  #fullSince = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of any clock */
  constructor(
    engine: EngineClient,
    inventory: Pick<InventoryCache, "knowsContainer" | "current">,
    limit: number,
    now: () => number = () => performance.now(),
  ) {
    this.#engine = engine;
    this.#inventory = inventory;
    this.#limit = limit;
    this.#now = now;
  }

  add(id: string): void {
    this.#own.add(id);
  }

  /**
   * Makes room for one more: those that have ended, and those that were never started, do not count.
   * @throws GateError 403 when as many as allowed are running
   */
  async admit(): Promise<void> {
    if (this.#own.size < this.#limit) return;
    // Not asked again at once: refusing must cost the engine less than being asked costs the client.
    if (this.#now() - this.#fullSince > recheckMs) {
      for (const id of [...this.#own]) {
        const exec = await this.#inspect(id);
        if (!exec?.Running) this.#own.delete(id);
      }
    }
    if (this.#own.size < this.#limit) return;
    this.#fullSince = this.#now();
    throw new GateError(
      403,
      `the lab allows ${this.#limit} commands to run by exec in one sandbox, and all are in use`,
    );
  }

  /**
   * Admits the start of an exec of this sandbox's: one that made room for others when it was not running yet
   * has to find room again.
   * @throws Refusal 404, GateError 403
   */
  async admitStart(id: string): Promise<void> {
    if (this.#own.has(id)) return;
    await this.inspect(id);
    await this.admit();
    this.#own.add(id);
  }

  /** The engine's inspection of an exec in one of this sandbox's containers. @throws Refusal 404 */
  async inspect(id: string): Promise<unknown> {
    const exec = idPattern.test(id) ? await this.#inspect(id) : undefined;
    if (exec === undefined) throw noSuchExec(id);
    if (this.#own.has(id) || (await this.#inSandbox(exec.ContainerID))) return exec;
    throw noSuchExec(id);
  }

  /** Checks only that the exec is this sandbox's. @throws Refusal 404 */
  async assertOwn(id: string): Promise<void> {
    if (!this.#own.has(id)) await this.inspect(id);
  }

  async #inSandbox(containerId: string): Promise<boolean> {
    if (!this.#inventory.knowsContainer(containerId)) await this.#inventory.current();
    return this.#inventory.knowsContainer(containerId);
  }

  async #inspect(id: string): Promise<z.infer<typeof execSchema> | undefined> {
    try {
      return execSchema.parse(await this.#engine.json({ method: "GET", path: ["exec", id, "json"] }));
    } catch (error) {
      if (error instanceof EngineFailure && error.status === 404) return undefined;
      throw error;
    }
  }
}

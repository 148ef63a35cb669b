import { z } from "zod";
import { type EngineClient, EngineFailure } from "../engine/engine-client.ts";
import { GateError } from "../errors.ts";
import type { ContainerEvent } from "../events/watch.ts";
import type { OwnContainer } from "../objects/inventory.ts";
import { type PublishedPort, portAllocated, publishedPortsOf } from "../objects/published-ports.ts";
import { type PortConflict, PortTable, portConflictSentence } from "./ports.ts";

/** Which ports a container got that left the choice to us: `32768,32769`. */
export const ephemeralPortsLabel = "composelab.ephemeral-ports";

const networkSchema = z.object({ Id: z.string(), Internal: z.boolean() });

const containerSchema = z.object({
  Id: z.string(),
  State: z.object({ Running: z.boolean(), Restarting: z.boolean() }),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
  HostConfig: z.object({ AutoRemove: z.boolean().nullish() }),
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ NetworkID: z.string(), IPAddress: z.string() })).nullish(),
  }),
});

type ContainerState = z.infer<typeof containerSchema>;

const listSchema = z.array(z.object({ Id: z.string() }));

/** Keeps the table of published ports in step with what the engine runs. */
export class PortKeeper {
  readonly table: PortTable;
  readonly #engine: EngineClient;
  readonly #sandboxId: string;
  /** By network id, for which it never changes. */
  readonly #internal = new Map<string, boolean>();
  /** Holders that do not run yet. */
  readonly #starting = new Set<string>();
  readonly #failures = new Map<string, string>();

  constructor(engine: EngineClient, sandboxId: string) {
    this.#engine = engine;
    this.#sandboxId = sandboxId;
    this.table = new PortTable((id) => this.#addressOf(id));
  }

  /**
   * Starts or restarts a container with the ports that it publishes, which it holds from before `begin`
   * until it is down again. Resolves when the published ports answer.
   *
   * @throws GateError 500 in the engine's words when another running container holds one of the ports
   */
  async start<T>(container: OwnContainer, begin: () => Promise<T>): Promise<T> {
    const { id, name } = container;
    if (publishedPortsOf(container.labels).length === 0) return begin();
    this.#starting.add(id);
    try {
      const changed = await this.#take(id, name);
      const [result] = await Promise.all([begin(), changed ? this.table.announce() : undefined]);
      return result;
    } finally {
      this.#starting.delete(id);
      await this.releaseIfDown(id);
    }
  }

  /** @returns whether the table changed */
  async #take(id: string, name: string): Promise<boolean> {
    const state = await this.#inspect(id);
    if (state === undefined || isUp(state)) return false;
    this.#failures.delete(id);
    const { wanted, preferred } = await this.#wishes(state);
    for (;;) {
      const conflict = this.table.bind(id, wanted, preferred);
      if (conflict === undefined) return wanted.length > 0;
      if (await this.#holds(conflict.holder, id)) {
        const failure = portConflict(name, conflict);
        this.#failures.set(id, failure.message);
        await this.#afterFailedStart(state);
        throw failure;
      }
      this.table.release(conflict.holder);
    }
  }

  /** The table may not have heard yet that a holder has stopped. */
  async #holds(holder: string, claimant: string): Promise<boolean> {
    if (holder === claimant || this.#starting.has(holder)) return true;
    const state = await this.#inspect(holder);
    return this.#starting.has(holder) || (state !== undefined && isUp(state));
  }

  /** The engine removes a container of `docker run --rm` that could not start. */
  async #afterFailedStart(state: ContainerState): Promise<void> {
    if (state.HostConfig.AutoRemove !== true) return;
    const query = { v: "1", force: "1" };
    await this.#engine.status({ method: "DELETE", path: ["containers", state.Id], query }).catch(notFound);
  }

  /** Gives the container's ports back unless it still runs, or is about to again. */
  async releaseIfDown(id: string): Promise<void> {
    if (this.table.of(id).length === 0 || this.#starting.has(id)) return;
    const state = await this.#inspect(id);
    // A start may have begun while the engine was asked.
    if (this.#starting.has(id) || (state !== undefined && isUp(state))) return;
    if (this.table.release(id)) await this.table.announce();
  }

  /** Why the container's last start found a port taken, if it did: the engine's own state knows nothing of it. */
  failureOf(id: string): string | undefined {
    return this.#failures.get(id);
  }

  async onEvent({ Action, Actor }: ContainerEvent): Promise<void> {
    if (Action === "destroy") this.#failures.delete(Actor.ID);
    if (Action === "die" || Action === "destroy") await this.releaseIfDown(Actor.ID);
    const publishes = publishedPortsOf(Actor.Attributes).length > 0;
    if (Action === "start" && publishes && this.table.of(Actor.ID).length === 0)
      await this.#adopt([Actor.ID]);
  }

  /** Fills the table from the running containers, and drops who no longer runs. */
  async sync(): Promise<void> {
    const filters = JSON.stringify({
      label: [`composelab.sandbox=${this.#sandboxId}`, "composelab.role=tenant"],
    });
    const path = ["containers", "json"];
    const running = listSchema.parse(await this.#engine.json({ method: "GET", path, query: { filters } }));
    const ids = running.map(({ Id }) => Id);
    for (const holder of this.table.holders) if (!ids.includes(holder)) await this.releaseIfDown(holder);
    // The newest comes first in the engine's list: whoever was there first keeps what it has.
    await this.#adopt(ids.reverse().filter((id) => this.table.of(id).length === 0));
  }

  async #adopt(ids: string[]): Promise<void> {
    let changed = false;
    for (const id of ids) {
      const state = await this.#inspect(id);
      if (state === undefined || !isUp(state)) continue;
      const { wanted, preferred } = await this.#wishes(state);
      if (wanted.length === 0) continue;
      changed = this.table.bind(id, wanted, preferred) === undefined || changed;
    }
    if (changed) await this.table.announce();
  }

  async #wishes(state: ContainerState): Promise<{ wanted: PublishedPort[]; preferred: number[] }> {
    const labels = state.Config.Labels ?? {};
    const wanted = publishedPortsOf(labels);
    const preferred = ephemeralPortsOf(labels);
    // The engine publishes nothing for a container that has only internal networks.
    if (wanted.length === 0 || !(await this.#hasWayOut(state))) return { wanted: [], preferred };
    return { wanted, preferred };
  }

  async #hasWayOut(state: ContainerState): Promise<boolean> {
    // Before the first start the engine knows the networks by name only.
    const networks = Object.entries(state.NetworkSettings.Networks ?? {});
    if (networks.length === 0) return true;
    const inside = await Promise.all(
      networks.map(async ([name, { NetworkID }]) => name === "none" || this.#isInternal(NetworkID || name)),
    );
    return inside.includes(false);
  }

  async #addressOf(id: string): Promise<string | undefined> {
    const state = await this.#inspect(id);
    const networks = Object.values(state?.NetworkSettings.Networks ?? {});
    for (const { NetworkID, IPAddress } of networks) {
      if (IPAddress !== "" && !(await this.#isInternal(NetworkID))) return IPAddress;
    }
    return undefined;
  }

  async #isInternal(reference: string): Promise<boolean> {
    const held = this.#internal.get(reference);
    if (held !== undefined) return held;
    const path = ["networks", reference];
    const answer = await this.#engine.json({ method: "GET", path }).catch(notFound);
    if (answer === undefined) return false;
    const { Id, Internal } = networkSchema.parse(answer);
    this.#internal.set(Id, Internal);
    return Internal;
  }

  async #inspect(id: string): Promise<ContainerState | undefined> {
    const inspection = await this.#engine
      .json({ method: "GET", path: ["containers", id, "json"] })
      .catch(notFound);
    return inspection === undefined ? undefined : containerSchema.parse(inspection);
  }
}

export function ephemeralPortsOf(labels: Record<string, string>): number[] {
  const text = labels[ephemeralPortsLabel] ?? "";
  return text
    .split(",")
    .map(Number)
    .filter((port) => port > 0);
}

function isUp(state: ContainerState): boolean {
  return state.State.Running || state.State.Restarting;
}

function portConflict(name: string, { wanted, hostIp }: PortConflict): GateError {
  const { message } = portAllocated(hostIp, wanted.hostPort);
  return new GateError(500, portConflictSentence(name, message));
}

function notFound(error: unknown): undefined {
  if (error instanceof EngineFailure && error.status === 404) return undefined;
  throw error;
}

import { z } from "zod";
import type { GateSandbox } from "../objects/gate-sandbox.ts";
import {
  type Inventory,
  knownImage,
  type OwnContainer,
  ownContainer,
  ownNetwork,
  ownVolume,
} from "../objects/inventory.ts";
import { Refusal } from "../objects/refusal.ts";
import { CatalogueImages } from "./catalogue-images.ts";
import { type EngineClient, EngineFailure } from "./engine-client.ts";

export type Kind = keyof Inventory;

const kinds: readonly Kind[] = ["containers", "networks", "volumes", "images"];

const itemsSchema = z.array(z.looseObject({ Id: z.string() }));
const volumesSchema = z.object({ Volumes: z.array(z.unknown()).nullish() });

/** A container without anything that it could be found by. */
const nobody: OwnContainer = {
  id: "",
  name: "",
  image: "",
  state: "created",
  labels: {},
  resources: { memory: 0, nanoCpus: 0, pids: 0 },
  healthChecks: 0,
  networks: [],
  mounts: [],
  binds: {},
};

/** The longest chain of reloads when objects keep changing while they are read. */
const maximumReloads = 3;

type Slot<T> = { version: number; loadedVersion: number; value: T[]; loading: Promise<void> | undefined };

/**
 * What exists in this sandbox, as the engine says, kept between requests. Parts go stale when a route
 * changes something or the engine reports an event, and are read again when somebody needs them.
 * A stale entry is never a danger to tenancy: ids are not used twice, and names carry the sandbox's prefix.
 */
export class InventoryCache {
  readonly #engine: EngineClient;
  readonly #sandbox: GateSandbox;
  readonly #catalogueImages: CatalogueImages;
  /** Inspections that do not change: an own image's by its id, a container's until it is updated. */
  readonly #inspections = { containers: new Map<string, unknown>(), images: new Map<string, unknown>() };
  readonly #starting = new Set<string>();
  /** Containers that the engine was asked to make and has not listed yet. */
  readonly #coming = new Set<OwnContainer>();
  readonly #slots: { [K in Kind]: Slot<Inventory[K][number]> } = {
    containers: emptySlot(),
    networks: emptySlot(),
    volumes: emptySlot(),
    images: emptySlot(),
  };

  /** @param catalogueImages may be shared by all who speak to this engine */
  constructor(engine: EngineClient, sandbox: GateSandbox, catalogueImages = new CatalogueImages()) {
    this.#engine = engine;
    this.#sandbox = sandbox;
    this.#catalogueImages = catalogueImages;
  }

  /** Marks parts as to be read again. */
  invalidate(...changed: Kind[]): void {
    for (const kind of changed) this.#slots[kind].version += 1;
  }

  /** Forgets what was known of one container's limits. */
  forgetContainer(id: string): void {
    this.#inspections.containers.delete(id);
    this.invalidate("containers");
  }

  async current(): Promise<Inventory> {
    await Promise.all([
      this.#refresh(this.#slots.containers, () => this.#containers()),
      this.#refreshOthers(),
    ]);
    return this.#held();
  }

  /**
   * For views that need of a container only what never changes (its id and labels): the list of containers
   * may be behind, and the engine is not asked for it at every step of their lives.
   */
  async settled(): Promise<Inventory> {
    if (this.#slots.containers.loadedVersion === 0) return this.current();
    await this.#refreshOthers();
    return this.#held();
  }

  async #refreshOthers(): Promise<void> {
    await Promise.all([
      this.#refresh(this.#slots.networks, () => this.#networks()),
      this.#refresh(this.#slots.volumes, () => this.#volumes()),
      this.#refresh(this.#slots.images, () => this.#images()),
    ]);
  }

  /**
   * Runs `find` over what is held; when it says 404, once more over what the engine says now.
   *
   * @param kind what is looked for: only this is read again
   * @throws what `find` throws the second time
   */
  async find<T>(find: (inventory: Inventory) => T, kind?: Kind): Promise<T> {
    try {
      return find(await this.current());
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
    }
    this.invalidate(...(kind === undefined ? kinds : [kind]));
    return find(await this.current());
  }

  /**
   * Decides over what is held and then makes a container. Meanwhile it counts as existing, so that two
   * creations at the same time cannot both use the last of the budget.
   */
  async create<D extends Pick<OwnContainer, "resources" | "healthChecks">, T>(
    decide: (inventory: Inventory) => D,
    make: (decision: D) => Promise<T>,
  ): Promise<T> {
    const coming: OwnContainer = { ...nobody };
    try {
      const decision = await this.find((held) => {
        const decided = decide({ ...held, containers: [...held.containers, ...this.#coming] });
        this.#coming.add(
          Object.assign(coming, { resources: decided.resources, healthChecks: decided.healthChecks }),
        );
        return decided;
      });
      return await make(decision);
    } finally {
      this.#coming.delete(coming);
      this.invalidate("containers");
    }
  }

  /** Counts a container as running from now on, before the engine says so, until `started` is called. */
  starting(id: string): void {
    this.#starting.add(id);
  }

  started(id: string): void {
    this.#starting.delete(id);
    this.invalidate("containers");
  }

  /** Whether this full id was seen to be a container of this sandbox: true for ever, as ids are unique. */
  knowsContainer(id: string): boolean {
    return this.#slots.containers.value.some((container) => container.id === id);
  }

  #held(): Inventory {
    const { containers, networks, volumes, images } = this.#slots;
    return {
      containers: containers.value.map((each) =>
        this.#starting.has(each.id) ? { ...each, state: "running" } : each,
      ),
      networks: networks.value,
      volumes: volumes.value,
      images: images.value,
    };
  }

  async #refresh<T>(slot: Slot<T>, load: () => Promise<T[]>): Promise<void> {
    for (let reload = 0; reload < maximumReloads && slot.loadedVersion !== slot.version; reload += 1) {
      slot.loading ??= this.#load(slot, load);
      await slot.loading;
    }
  }

  async #load<T>(slot: Slot<T>, load: () => Promise<T[]>): Promise<void> {
    const { version } = slot;
    try {
      slot.value = await load();
      slot.loadedVersion = version;
    } finally {
      slot.loading = undefined;
    }
  }

  #labelFilter(): string {
    return JSON.stringify({ label: [`composelab.sandbox=${this.#sandbox.id}`, "composelab.role=tenant"] });
  }

  async #containers(): Promise<Inventory["containers"]> {
    const query = { all: "1", filters: this.#labelFilter() };
    const items = itemsSchema.parse(
      await this.#engine.json({ method: "GET", path: ["containers", "json"], query }),
    );
    const own = await Promise.all(
      items.map(async (item) =>
        ownContainer(item, await this.#inspect("containers", item.Id), this.#sandbox),
      ),
    );
    return own.filter((container) => container !== undefined);
  }

  async #networks(): Promise<Inventory["networks"]> {
    const query = { filters: this.#labelFilter() };
    const items = itemsSchema.parse(await this.#engine.json({ method: "GET", path: ["networks"], query }));
    return items.map((item) => ownNetwork(item, this.#sandbox)).filter((network) => network !== undefined);
  }

  async #volumes(): Promise<Inventory["volumes"]> {
    const query = { filters: this.#labelFilter() };
    const answer = volumesSchema.parse(await this.#engine.json({ method: "GET", path: ["volumes"], query }));
    const items = answer.Volumes ?? [];
    return items.map((item) => ownVolume(item, this.#sandbox)).filter((volume) => volume !== undefined);
  }

  async #images(): Promise<Inventory["images"]> {
    const items = itemsSchema.parse(await this.#engine.json({ method: "GET", path: ["images", "json"] }));
    const listed = new Set(items.map(({ Id }) => Id));
    for (const id of this.#inspections.images.keys())
      if (!listed.has(id)) this.#inspections.images.delete(id);
    this.#catalogueImages.keepOnly(listed);
    const known = await Promise.all(items.map((item) => this.#image(item)));
    return known.filter((image) => image !== undefined);
  }

  async #image(item: { Id: string }): Promise<Inventory["images"][number] | undefined> {
    const listed = knownImage(item, undefined, this.#sandbox);
    if (listed === undefined) return undefined;
    if (listed.own) return knownImage(item, await this.#inspect("images", item.Id), this.#sandbox);
    const held = this.#catalogueImages.inspection(item.Id);
    if (held !== undefined) return knownImage(item, held, this.#sandbox);
    const inspection = await this.#ask("images", item.Id);
    if (inspection !== undefined) this.#catalogueImages.hold(item.Id, inspection);
    return knownImage(item, inspection, this.#sandbox);
  }

  async #inspect(family: "containers" | "images", id: string): Promise<unknown> {
    const held = this.#inspections[family].get(id);
    if (held !== undefined) return held;
    const inspection = await this.#ask(family, id);
    if (inspection !== undefined) this.#inspections[family].set(id, inspection);
    return inspection;
  }

  /** Undefined when the object went away between being listed and being looked at. */
  async #ask(family: "containers" | "images", id: string): Promise<unknown> {
    try {
      return await this.#engine.json({ method: "GET", path: [family, id, "json"] });
    } catch (error) {
      if (error instanceof EngineFailure && error.status === 404) return undefined;
      throw error;
    }
  }
}

function emptySlot<T>(): Slot<T> {
  return { version: 1, loadedVersion: 0, value: [], loading: undefined };
}

import { statfs } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import { EngineClient } from "../gate/engine/engine-client.ts";
import {
  addUp,
  containersSchema,
  type DiskUse,
  imagesSchema,
  type LayeredImage,
  volumesSchema,
} from "./disk-use.ts";
import { label } from "./labels.ts";

/** How often is looked, at most: one part in `share` of the time, and in `againShare` when there is a reason. */
const pace = { leastMs: 10_000, share: 20, againShare: 5, glanceMs: 1_000 };
/** So much less room on the engine's disk than a moment ago is a reason to look at once. */
const suddenBytes = 96 * 1024 * 1024;
/** With less room than this nobody may write any more: the engine and the database live on the same disk. */
const reserve = { bytes: 1024 * 1024 * 1024, share: 0.02 };

export type Measurement = {
  uses: Map<string, DiskUse>;
  /** The engine's disk itself is nearly full. */
  machineFull: boolean;
};

type Listener = (measurement: Measurement) => Promise<void>;

const inspectSchema = z.object({ RootFS: z.object({ Layers: z.array(z.string()).nullish() }) });
const infoSchema = z.object({ DockerRootDir: z.string() });

/**
 * Looks from time to time at how much disk the sandboxes of this installation hold, as the engine says: there
 * is no quota on an ordinary file system. A sudden loss of room on the engine's disk is noticed within a
 * second, where this process can see that disk.
 */
export class DiskMeter {
  readonly #socketPath: string;
  readonly #instance: string;
  readonly #log: Pick<Logger, "warn"> | undefined;
  readonly #listeners = new Set<Listener>();
  /** An image's layers never change. */
  readonly #layers = new Map<string, string[]>();
  #client: EngineClient | undefined;
  #root: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #measuring: Promise<Measurement> | undefined;
  #latest: Measurement = { uses: new Map(), machineFull: false };
  #freeThen: number | undefined;
  #nextAt = 0;
  #againAt = 0;

  constructor(engine: { socketPath: string }, instance: string, log?: Pick<Logger, "warn">) {
    this.#socketPath = engine.socketPath;
    this.#instance = instance;
    this.#log = log;
  }

  /** Looks once. */
  static async once(engine: { socketPath: string }, instance: string): Promise<Measurement> {
    const meter = new DiskMeter(engine, instance);
    try {
      return await meter.measure();
    } finally {
      meter.#client?.close();
    }
  }

  get latest(): Measurement {
    return this.#latest;
  }

  /** Looks again, as soon as looking does not take too much of the engine's time. */
  async fresh(): Promise<Measurement> {
    const wait = this.#againAt - performance.now();
    if (wait > 0) await delay(wait);
    return this.measure();
  }

  /** Has `listener` told of every measurement until the returned function is called; nobody listening, nobody looks. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#glance(), pace.glanceMs).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#client?.close();
      this.#client = undefined;
    };
  }

  /** Looks now; whoever asks while somebody looks gets the same answer. */
  async measure(): Promise<Measurement> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #glance(): Promise<void> {
    if (this.#measuring) return;
    const now = performance.now();
    const free = (await this.#room())?.free;
    const sudden = this.#freeThen !== undefined && free !== undefined && this.#freeThen - free > suddenBytes;
    if (now < (sudden ? this.#againAt : this.#nextAt)) return;
    await this.measure().catch((error) => {
      // With the last listener the connection goes, also under a question.
      if (this.#listeners.size > 0) this.#log?.warn({ error }, "could not measure the disk");
    });
  }

  async #measure(): Promise<Measurement> {
    const began = performance.now();
    try {
      this.#client ??= await EngineClient.connect(this.#socketPath);
      const room = await this.#room();
      const uses = await this.#ask(this.#client);
      const least = room && Math.min(reserve.bytes, room.all * reserve.share);
      this.#latest = { uses, machineFull: room !== undefined && room.free < (least ?? 0) };
      this.#freeThen = room?.free;
      for (const listener of this.#listeners) await listener(this.#latest);
      return this.#latest;
    } finally {
      const now = performance.now();
      const took = now - began;
      this.#nextAt = now + Math.max(pace.leastMs, took * pace.share);
      this.#againAt = now + Math.max(pace.glanceMs / 2, took * pace.againShare);
    }
  }

  async #ask(client: EngineClient): Promise<Map<string, DiskUse>> {
    const filters = JSON.stringify({ label: [`${label.instance}=${this.#instance}`, label.sandbox] });
    const [containers, volumes, images] = await Promise.all([
      client.json({
        method: "GET",
        path: ["containers", "json"],
        query: { all: "1", size: "1", filters },
      }),
      client.json({ method: "GET", path: ["system", "df"], query: { type: "volume" } }),
      client.json({ method: "GET", path: ["images", "json"], query: { all: "1", filters } }),
    ]);
    const own = imagesSchema.parse(images);
    return addUp(
      containersSchema.parse(containers),
      volumesSchema.parse(volumes).Volumes ?? [],
      own.length === 0 ? [] : await this.#layered(client, own),
    );
  }

  /** The sandboxes' images, and all others: among those are what they were built on. */
  async #layered(client: EngineClient, own: z.infer<typeof imagesSchema>): Promise<LayeredImage[]> {
    const others = imagesSchema.parse(await client.json({ method: "GET", path: ["images", "json"] }));
    const all = new Map([...others, ...own].map((image) => [image.Id, image]));
    for (const id of this.#layers.keys()) if (!all.has(id)) this.#layers.delete(id);
    const layered: LayeredImage[] = [];
    for (const { Id: id, Size: size, Labels } of all.values()) {
      const layers = this.#layers.get(id) ?? (await readLayers(client, id));
      if (layers === undefined) continue;
      this.#layers.set(id, layers);
      layered.push({ id, size, layers, sandbox: Labels?.[label.sandbox] });
    }
    return layered;
  }

  /** Bytes on the file system of the engine's data; undefined when it cannot be seen from here. */
  async #room(): Promise<{ free: number; all: number } | undefined> {
    if (this.#root === "" || this.#client === undefined) return undefined;
    try {
      this.#root ??= infoSchema.parse(
        await this.#client.json({ method: "GET", path: ["info"] }),
      ).DockerRootDir;
      const { bavail, blocks, bsize } = await statfs(this.#root);
      return { free: bavail * bsize, all: blocks * bsize };
    } catch {
      this.#root = "";
      return undefined;
    }
  }
}

/** Undefined for an image that went away meanwhile. */
async function readLayers(client: EngineClient, id: string): Promise<string[] | undefined> {
  const { status, body } = await client.send({ method: "GET", path: ["images", id, "json"] });
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  if (status === 404) return undefined;
  const answer: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
  return inspectSchema.parse(answer).RootFS.Layers ?? [];
}

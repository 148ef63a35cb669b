import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type EngineClient, EngineFailure } from "../engine/engine-client.ts";
import { narrowRoutes } from "./host-routes.ts";

const networksSchema = z.array(
  z.object({ IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().optional() })).nullish() }) }),
);

/** How often another subnet is tried when the engine finds the chosen one in use. */
const attempts = 16;

/** Chooses subnets for new networks so that those being made at the same time do not collide. */
export class Subnets {
  readonly #engine: EngineClient;
  readonly #reserved = new Set<string>();

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /**
   * Makes a network: `decide` names a subnet outside `used`, `create` asks the engine for it. A subnet
   * that the engine finds overlapping (with a route of the host's, say) is passed over, unless the student
   * chose it.
   */
  async create<D extends { subnet: string; chosen?: boolean }, T>(
    decide: (used: string[]) => D,
    create: (decision: D) => Promise<T>,
  ): Promise<T> {
    const rejected: string[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const used = [...(await this.#used()), ...this.#reserved, ...rejected];
      const decision = decide(used);
      const { subnet } = decision;
      this.#reserved.add(subnet);
      try {
        return await create(decision);
      } catch (error) {
        const overlap = error instanceof EngineFailure && /overlap/i.test(error.message);
        if (!overlap || decision.chosen || attempt === attempts || rejected.includes(subnet)) throw error;
        rejected.push(subnet);
      } finally {
        this.#reserved.delete(subnet);
      }
    }
  }

  /** What networks have, and what the host has a route to: one left by an engine that is gone leads nowhere. */
  async #used(): Promise<string[]> {
    const routes = await readFile("/proc/net/route", "utf8").catch(() => "");
    const networks = networksSchema.parse(await this.#engine.json({ method: "GET", path: ["networks"] }));
    const subnets = networks.flatMap(({ IPAM }) => (IPAM.Config ?? []).map(({ Subnet }) => Subnet ?? ""));
    return [...subnets.filter(Boolean), ...narrowRoutes(routes)];
  }
}

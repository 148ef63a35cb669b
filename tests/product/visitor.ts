import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { runResultSchema } from "../../lib/grading/result.ts";

const attemptSchema = z.object({ state: z.string(), result: runResultSchema.nullish() });
const createdSchema = z.object({ id: z.string() });

/** A learner's browser without the browser: keeps its cookie and tries again while the site is away. */
export class Visitor {
  readonly #origin: string;
  #cookie = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Whether the lab has an engine and a runner to work with. */
  async canGrade(): Promise<boolean> {
    const health = z
      .object({ engine: z.object({}).loose().nullish(), runners: z.unknown(), images: z.unknown() })
      .parse(await this.#call("/api/health"));
    return Boolean(health.engine) && !JSON.stringify(health.images).match(/preparing|waiting|missing/);
  }

  async submit(exercise: string, files: WorkspaceFile[]): Promise<string> {
    const body = JSON.stringify({ exercise, purpose: "submit", files });
    return createdSchema.parse(await this.#call("/api/attempts", { method: "POST", body })).id;
  }

  async attempt(id: string): Promise<z.infer<typeof attemptSchema>> {
    const answer = z.object({ attempt: attemptSchema }).parse(await this.#call(`/api/attempts/${id}`));
    return answer.attempt;
  }

  async #call(path: string, init: { method?: string; body?: string } = {}): Promise<unknown> {
    for (let tries = 0; ; tries++) {
      try {
        const response = await fetch(this.#origin + path, {
          ...init,
          headers: { "content-type": "application/json", origin: this.#origin, cookie: this.#cookie },
          signal: AbortSignal.timeout(10_000),
        });
        const cookie = response.headers.get("set-cookie")?.split(";")[0];
        if (cookie) this.#cookie = cookie;
        if (response.status < 500) return await response.json();
      } catch (error) {
        if (tries > 120) throw error;
      }
      if (tries > 120) throw new Error(`${path} did not answer`);
      await delay(1000);
    }
  }
}

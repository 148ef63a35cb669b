import { availableParallelism } from "node:os";
import type { SandboxLimits } from "../objects/limits.ts";
import type { Route } from "../routes/route.ts";
import { Concurrency, RateLimit, Turns } from "./rate.ts";

/**
 * What the engine does with processes and networks of its own, outside the sandbox's share of the machine:
 * so many requests each counts for.
 */
const costs: Record<string, number> = {
  "POST /containers/create": 2,
  "POST /containers/{id}/start": 2,
  "POST /containers/{id}/restart": 2,
  "DELETE /containers/{id}": 2,
  "POST /exec/{id}/start": 6,
  "POST /networks/create": 2,
  "DELETE /networks/{id}": 2,
  "POST /build": 4,
  "GET /system/df": 10,
};

/** These wait for a container to end, for as long as the student's grace period is; meanwhile they cost nothing. */
const patient = new Set(["POST /containers/{id}/stop", "POST /containers/{id}/restart"]);

/** Every one of them is told of everything that happens, so a few of them are many. */
const broadcast = new Set(["GET /events"]);
const maximumBroadcasts = 12;

/** Short questions of one sandbox that are worked on at the same time. */
const maximumQuestions = 12;
const maximumPatient = 64;

/** How one sandbox's requests take their turns, so that the runner and the engine have time for the others. */
export class Traffic {
  readonly #rate: RateLimit;
  readonly #streams: Concurrency;
  readonly #broadcasts = new Concurrency(maximumBroadcasts, "event streams");
  readonly #patient = new Concurrency(maximumPatient, "requests");
  readonly #questions = new Turns(maximumQuestions);
  readonly #works = new Turns(availableParallelism() + 2);

  constructor(
    limits: Pick<SandboxLimits, "requestsPerSecond" | "streams">,
    now: () => number = () => performance.now(),
  ) {
    this.#rate = new RateLimit(limits.requestsPerSecond, now);
    this.#streams = new Concurrency(limits.streams, "streams");
  }

  /** Waits before a request that no route answers, too: also refusing takes time. */
  async pass(): Promise<void> {
    await this.#rate.pass();
  }

  /** Runs `work` when it is its turn. @throws GateError 429 */
  async run(route: Pick<Route, "method" | "path" | "streams">, work: () => Promise<void>): Promise<void> {
    const name = `${route.method} ${route.path}`;
    const cost = costs[name];
    if (cost !== undefined) await this.#rate.pass(cost - 1);
    if (broadcast.has(name)) return this.#streams.run(() => this.#broadcasts.run(work));
    if (route.streams) return this.#streams.run(work);
    if (patient.has(name)) return this.#patient.run(work);
    return (cost === undefined ? this.#questions : this.#works).run(work);
  }
}

/** The routes that are named here, for the test that there are such routes. */
export const namedRoutes: readonly string[] = [...Object.keys(costs), ...patient, ...broadcast];

import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { RunEvent } from "../../lib/grading/events.ts";
import type { EngineEvent } from "../../lib/grading/snapshot.ts";
import type { RunnerContext } from "../context.ts";
import { unmangle } from "../gate/objects/names.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { serviceOf } from "./labels.ts";

/** https://docs.docker.com/reference/api/engine/ (SystemEvents) */
const messageSchema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
  timeNano: z.number(),
});

/** What names on the engine are to be read by. */
type Names = { sandboxId: string; projects: ReadonlySet<string> };

const actions: Record<string, EngineEvent["action"]> = {
  create: "create",
  start: "start",
  die: "die",
  destroy: "destroy",
  oom: "oom",
  "health_status: healthy": "healthy",
  "health_status: unhealthy": "unhealthy",
};

/** What the page is told; to be short of memory is no state, the end that follows is one. */
const states: Partial<Record<EngineEvent["action"], Extract<RunEvent, { type: "service" }>["state"]>> = {
  create: "created",
  start: "started",
  die: "exited",
  destroy: "removed",
  healthy: "healthy",
  unhealthy: "unhealthy",
};

/** What the engine reports of the student's containers from now on, in order, by the student's names. */
export class EventLog {
  readonly events: EngineEvent[] = [];
  readonly #stream: Readable;
  readonly #listeners = new Set<() => void>();
  #failure: Error | undefined;
  #rest = "";

  static async open(
    context: RunnerContext,
    sandbox: Sandbox,
    projects: ReadonlySet<string>,
    emit: (event: RunEvent) => void,
  ): Promise<EventLog> {
    const stream = await context.engine.docker.getEvents({
      filters: { ...sandbox.dockerFilters, type: ["container"] },
    });
    return new EventLog(stream as Readable, { sandboxId: sandbox.id, projects }, emit);
  }

  constructor(stream: Readable, names: Names, emit: (event: RunEvent) => void) {
    this.#stream = stream;
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      this.#rest += text;
      const lines = this.#rest.split("\n");
      this.#rest = lines.pop() ?? "";
      try {
        for (const line of lines) this.#take(line, names, emit);
      } catch (error) {
        // Thrown from here it would end the process, and with it every other run.
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    stream.on("error", (error: Error) => this.#fail(error));
    stream.on("end", () => this.#fail(new Error("the engine ended its stream of events")));
  }

  /** Waits for an event, past or to come; undefined when the time is up. Rejects when the engine is gone. */
  async waitFor(
    matches: (event: EngineEvent) => boolean,
    options: { timeoutMs: number; signal: AbortSignal },
  ): Promise<EngineEvent | undefined> {
    const deadline = Date.now() + options.timeoutMs;
    for (;;) {
      this.check();
      const found = this.events.find(matches);
      const left = deadline - Date.now();
      if (found || left <= 0) return found;
      await this.#nextEvent(left, options.signal);
    }
  }

  /** Throws when the stream broke off: verdicts about order would rest on half of the story. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  close(): void {
    this.#stream.removeAllListeners("end");
    this.#stream.destroy();
  }

  async #nextEvent(limitMs: number, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const happened = new Promise<void>((resolve) => {
      const listener = () => {
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
    const limit = delay(limitMs, undefined, { signal: AbortSignal.any([signal, stop.signal]) });
    try {
      await Promise.race([happened, limit]);
    } finally {
      limit.catch(() => undefined);
      stop.abort();
    }
  }

  #take(line: string, names: Names, emit: (event: RunEvent) => void): void {
    if (line.trim() === "") return;
    const event = readEvent(line, names);
    if (!event) return;
    this.events.push(event);
    const state = states[event.action];
    if (state)
      emit({
        type: "service",
        at: new Date(event.at).toISOString(),
        service: event.service,
        container: event.name,
        state,
        ...(event.exitCode !== undefined && { exitCode: event.exitCode }),
      });
    this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Undefined for what is none of the student's services: one-off containers, other actions. */
function readEvent(line: string, { sandboxId, projects }: Names): EngineEvent | undefined {
  const { Action, Actor, timeNano } = messageSchema.parse(JSON.parse(line));
  const action = actions[Action];
  const attributes = Actor.Attributes;
  const service = serviceOf(attributes, projects);
  if (!action || !service) return undefined;
  const name = attributes.name ?? "";
  return {
    at: timeNano / 1e6,
    action,
    container: Actor.ID,
    name: unmangle(sandboxId, name) ?? name,
    service,
    ...(action === "die" && { exitCode: Number(attributes.exitCode ?? 0) }),
  };
}

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { EngineClient } from "../engine/engine-client.ts";

/** The actions after which what is known of a container may be wrong. */
const actions = ["create", "start", "die", "destroy", "rename", "update", "pause", "unpause"] as const;

const eventSchema = z.object({
  Action: z.enum(actions),
  /** The attributes are the container's labels, and a few of the event's own. */
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
});

export type ContainerEvent = z.infer<typeof eventSchema>;

const reconnectMs = { first: 500, most: 8_000 };

/**
 * Follows the life of one sandbox's containers until `signal` aborts. What happens while a connection is made again is
 * lost, so `onConnect` runs after each of them.
 */
export async function watchContainers(
  engine: EngineClient,
  options: {
    sandboxId: string;
    signal: AbortSignal;
    onConnect: () => Promise<void>;
    onEvent: (event: ContainerEvent) => void;
    onFault: (error: unknown) => void;
  },
): Promise<void> {
  const filters = JSON.stringify({
    type: ["container"],
    label: [`composelab.sandbox=${options.sandboxId}`, "composelab.role=tenant"],
    event: actions,
  });
  await followEvents(engine, {
    ...options,
    query: () => ({ filters }),
    onLine(line) {
      const event = eventSchema.safeParse(JSON.parse(line));
      if (event.success) options.onEvent(event.data);
    },
  });
}

/** Follows the engine's events until `signal` aborts. Connections that break are made again. */
export async function followEvents(
  engine: EngineClient,
  options: {
    /** Asked for each connection. */
    query: () => Record<string, string>;
    signal: AbortSignal;
    onConnect?: () => Promise<void>;
    onLine: (line: string) => void;
    /** Once for each time that the engine is away, however long that is. */
    onFault: (error: unknown) => void;
  },
): Promise<void> {
  const { signal } = options;
  let wait = reconnectMs.first;
  while (!signal.aborted) {
    try {
      const request = { method: "GET", path: ["events"], query: options.query(), signal } as const;
      const { body } = await engine.begin(request);
      await options.onConnect?.();
      wait = reconnectMs.first;
      for await (const line of lines(body)) options.onLine(line);
    } catch (error) {
      if (signal.aborted) return;
      if (wait === reconnectMs.first) options.onFault(error);
    }
    await delay(wait, undefined, { signal }).catch(() => undefined);
    wait = Math.min(wait * 2, reconnectMs.most);
  }
}

/** The non-empty lines of a stream; ends when the stream does, and throws when it breaks. */
export async function* lines(body: Readable): AsyncGenerator<string> {
  // A stream that broke before anybody listened says so no more: waiting for its next line would be for ever.
  if (body.destroyed) throw body.errored ?? new Error("the stream broke off before it was read");
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  body.once("error", reject);
  const reader = createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY });
  const iterator = reader[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), broken]);
      if (next.done) return;
      if (next.value.trim() !== "") yield next.value;
    }
  } finally {
    reader.close();
    body.destroy();
  }
}

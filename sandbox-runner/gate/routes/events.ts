import { sandboxEvents } from "../events/sandbox-events.ts";
import { text, timestamp } from "./query.ts";
import { type Route, route } from "./route.ts";

export const eventRoutes: Route[] = [
  route({
    method: "GET",
    path: "/events",
    query: { filters: text, since: timestamp, until: timestamp },
    streams: true,
    async handle({ gate, query, reply, request }) {
      const { signal } = request;
      const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
      const onOpen = () => reply.stream(200, "application/json");
      for await (const event of sandboxEvents(gate, wanted, { signal, onOpen })) {
        await reply.write(`${JSON.stringify(event)}\n`);
      }
      await reply.end();
    },
  }),
];

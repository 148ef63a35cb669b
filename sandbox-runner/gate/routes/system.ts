import { z } from "zod";
import { viewContext } from "../context.ts";
import { viewInfo, viewVersion } from "../objects/engine-view.ts";
import { type Call, type Route, route } from "./route.ts";

const pingHeaders = {
  "Cache-Control": "no-cache, no-store, must-revalidate",
  Pragma: "no-cache",
  // 1 is the classic builder: BuildKit's session cannot be parsed.
  "Builder-Version": "1",
  Swarm: "inactive",
};

async function ping({ reply }: Call): Promise<void> {
  await reply.bytes(200, "text/plain; charset=utf-8", Buffer.from("OK"), pingHeaders);
}

export const systemRoutes: Route[] = [
  route({ method: "GET", path: "/_ping", handle: ping }),
  route({ method: "HEAD", path: "/_ping", handle: ping }),
  route({
    method: "GET",
    path: "/version",
    async handle({ gate, reply }) {
      await reply.json(200, viewVersion(await gate.engine.json({ method: "GET", path: ["version"] })));
    },
  }),
  route({
    method: "GET",
    path: "/info",
    async handle({ gate, reply }) {
      const info = z.looseObject({}).parse(await gate.engine.json({ method: "GET", path: ["info"] }));
      await reply.json(200, viewInfo(info, await viewContext(gate)));
    },
  }),
];

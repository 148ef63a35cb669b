import { z } from "zod";
import { decideExecCreate, decideExecStart, viewExec } from "../objects/exec-create.ts";
import { integer } from "./query.ts";
import { containerId, parameter } from "./resolve.ts";
import { type Route, route } from "./route.ts";
import { join } from "./stream.ts";

const createdSchema = z.object({ Id: z.string() });
const terminalSide = integer(0, 10_000);

export const execRoutes: Route[] = [
  route({
    method: "POST",
    path: "/containers/{id}/exec",
    body: "json",
    async handle(call) {
      const { gate, body, reply } = call;
      const id = await containerId(call);
      const json = decideExecCreate(body);
      await gate.execs.admit();
      const answer = await gate.engine.json({ method: "POST", path: ["containers", id, "exec"], json });
      const { Id } = createdSchema.parse(answer);
      gate.execs.add(Id);
      await reply.json(201, { Id });
    },
  }),
  route({
    method: "POST",
    path: "/exec/{id}/start",
    body: "json",
    hijacks: true,
    streams: true,
    async handle(call) {
      const { gate, body, reply } = call;
      const id = parameter(call, "id");
      await gate.execs.admitStart(id);
      const json = decideExecStart(body);
      const request = { method: "POST", path: ["exec", id, "start"], json } as const;
      if (!json.Detach) return join(call, request);
      await gate.engine.status(request);
      await reply.empty(200);
    },
  }),
  route({
    method: "GET",
    path: "/exec/{id}/json",
    async handle(call) {
      const { gate, reply } = call;
      await reply.json(200, viewExec(await gate.execs.inspect(parameter(call, "id"))));
    },
  }),
  route({
    method: "POST",
    path: "/exec/{id}/resize",
    query: { h: terminalSide, w: terminalSide },
    async handle(call) {
      const { gate, query, reply } = call;
      const id = parameter(call, "id");
      await gate.execs.assertOwn(id);
      const size = { h: String(query.h ?? 0), w: String(query.w ?? 0) };
      await gate.engine.status({ method: "POST", path: ["exec", id, "resize"], query: size });
      await reply.empty(200);
    },
  }),
];

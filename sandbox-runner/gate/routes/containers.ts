import { z } from "zod";
import { type GateContext, settledViewContext, viewContext } from "../context.ts";
import type { EngineRequest } from "../engine/engine-client.ts";
import { viewChanges, viewContainer, viewContainerSummary, viewTop } from "../objects/container-view.ts";
import { decideFilters } from "../objects/filters.ts";
import type { Json } from "../objects/gate-sandbox.ts";
import { decideTopArguments } from "../objects/top-arguments.ts";
import { flag, flagText, integer, text } from "./query.ts";
import { containerId } from "./resolve.ts";
import { type Route, route } from "./route.ts";

const listSchema = z.array(z.looseObject({}));
const stateSchema = z.looseObject({});
/** The engine's exit code for a container that did not get as far as running. */
const cannotStart = 128;

/** Reading what containers there are. */
export const containerRoutes: Route[] = [
  route({
    method: "GET",
    path: "/containers/json",
    query: { all: flag, limit: integer(-1, 1_000_000), size: flag, filters: text },
    async handle({ gate, query, reply }) {
      const inventory = await gate.inventory.current();
      const filters = decideFilters(query.filters, "containers", { sandbox: gate.sandbox, inventory });
      const items = await asked(gate, query.size, {
        method: "GET",
        path: ["containers", "json"],
        query: {
          all: flagText(query.all),
          size: flagText(query.size),
          limit: query.limit === undefined ? undefined : String(query.limit),
          filters: filters.query,
        },
      });
      const context = await viewContext(gate);
      const views = listSchema.parse(items).map((item) => viewContainerSummary(item, context));
      await reply.json(200, filters.apply(views));
    },
  }),
  route({
    method: "GET",
    path: "/containers/{id}/json",
    query: { size: flag },
    async handle(call) {
      const { gate, query, reply } = call;
      const id = await containerId(call);
      const inspection = await asked(gate, query.size, {
        method: "GET",
        path: ["containers", id, "json"],
        query: { size: flagText(query.size) },
      });
      const view = viewContainer(inspection, await settledViewContext(gate));
      const explained = withReason(view, gate.disk.reasonStopped(id));
      await reply.json(200, withFailure(explained, gate.ports.failureOf(id)));
    },
  }),
  route({
    method: "GET",
    path: "/containers/{id}/top",
    query: { ps_args: text },
    async handle(call) {
      const id = await containerId(call);
      const query = { ps_args: decideTopArguments(call.query.ps_args) };
      const top = await call.gate.engine.json({ method: "GET", path: ["containers", id, "top"], query });
      await call.reply.json(200, viewTop(top));
    },
  }),
  route({
    method: "GET",
    path: "/containers/{id}/changes",
    async handle(call) {
      const id = await containerId(call);
      const request = { method: "GET", path: ["containers", id, "changes"] } as const;
      const changes = await asked(call.gate, true, request);
      await call.reply.json(200, viewChanges(changes));
    },
  }),
  route({
    method: "DELETE",
    path: "/containers/{id}",
    query: { v: flag, force: flag },
    async handle(call) {
      const { gate, query, reply } = call;
      const id = await containerId(call);
      const status = await gate.engine.status({
        method: "DELETE",
        path: ["containers", id],
        query: { v: flagText(query.v), force: flagText(query.force) },
      });
      gate.inventory.invalidate("containers", "volumes");
      await gate.ports.releaseIfDown(id);
      await reply.empty(status);
    },
  }),
];

/** The engine's answer; where it has to measure files for it, in turn. */
function asked(
  { engine, measurements }: GateContext,
  measures: boolean | undefined,
  request: EngineRequest,
): Promise<unknown> {
  return measures ? measurements.run(() => engine.json(request)) : engine.json(request);
}

/** The state of a container that the lab stopped, with why. */
function withReason(view: Json, reason: string | undefined): Json {
  return reason === undefined
    ? view
    : { ...view, State: { ...stateSchema.parse(view.State), Error: reason } };
}

/** The state of a container that found its port taken, as the engine shows it. */
function withFailure(view: Json, failure: string | undefined): Json {
  if (failure === undefined) return view;
  return { ...view, State: { ...stateSchema.parse(view.State), ExitCode: cannotStart, Error: failure } };
}

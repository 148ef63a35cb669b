import { z } from "zod";
import { viewContext } from "../context.ts";
import { EngineFailure } from "../engine/engine-client.ts";
import { refused } from "../errors.ts";
import { decideFilters } from "../objects/filters.ts";
import { decideImageRemove, decidePull, decideTag } from "../objects/image-tag.ts";
import { viewHistory, viewImage, viewImageDeleted, viewImageSummary } from "../objects/image-view.ts";
import { findImage } from "../objects/inventory.ts";
import { checkPlatform } from "../objects/platform.ts";
import { flag, flagText, type QueryParser, text } from "./query.ts";
import { assertNoCredentials } from "./registry-headers.ts";
import { parameter, resolveImage } from "./resolve.ts";
import { type Route, route } from "./route.ts";

const listSchema = z.array(z.looseObject({}));
const inspectSchema = z.looseObject({
  Id: z.string(),
  Os: z.string().optional(),
  Architecture: z.string().optional(),
});

/** Platforms and manifests are of the containerd image store, which the lab's engine does not use. */
const nothing: QueryParser<undefined> = (value, key) => {
  if (!["", "0", "false"].includes(value)) throw refused(`the query key ${key}`);
  return undefined;
};

export const imageRoutes: Route[] = [
  route({
    method: "GET",
    path: "/images/json",
    query: { all: flag, filters: text, digests: flag, "shared-size": flag, manifests: nothing },
    async handle({ gate, query, reply }) {
      const inventory = await gate.inventory.current();
      const filters = decideFilters(query.filters, "images", { sandbox: gate.sandbox, inventory });
      const items = await gate.engine.json({
        method: "GET",
        path: ["images", "json"],
        query: { all: flagText(query.all), filters: filters.query || undefined },
      });
      const context = await viewContext(gate);
      const views = listSchema.parse(items).map((item) => viewImageSummary(item, context));
      await reply.json(200, filters.apply(views.filter((view) => view !== undefined)));
    },
  }),
  route({
    method: "POST",
    path: "/images/create",
    query: { fromImage: text, tag: text, platform: text },
    streams: true,
    async handle({ gate, query, reply, request }) {
      assertNoCredentials(request.head.headers);
      const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const context = { sandbox: gate.sandbox, inventory: await gate.inventory.current() };
      const { reference, engineReference } = decidePull(wanted, context);
      const path = ["images", engineReference, "json"];
      const image = inspectSchema.parse(await gate.engine.json({ method: "GET", path }));
      checkPlatform(query.platform, image);
      await reply.stream(200, "application/json");
      for (const line of pullLines(reference, image.Id)) await reply.write(`${JSON.stringify(line)}\r\n`);
      await reply.end();
    },
  }),
  route({
    method: "GET",
    path: "/images/{name...}/json",
    query: { manifests: nothing, platform: nothing },
    async handle(call) {
      const { gate, reply } = call;
      const { engineReference } = await resolveImage(gate, parameter(call, "name"));
      const inspection = await gate.engine.json({ method: "GET", path: ["images", engineReference, "json"] });
      await reply.json(200, viewImage(inspection, await viewContext(gate)));
    },
  }),
  route({
    method: "GET",
    path: "/images/{name...}/history",
    query: { platform: nothing },
    async handle(call) {
      const { gate, reply } = call;
      const { engineReference } = await resolveImage(gate, parameter(call, "name"));
      const items = await gate.engine.json({ method: "GET", path: ["images", engineReference, "history"] });
      await reply.json(200, viewHistory(listSchema.parse(items), await viewContext(gate)));
    },
  }),
  route({
    method: "POST",
    path: "/images/{name...}/tag",
    query: { repo: text, tag: text },
    async handle(call) {
      const { gate, query, reply } = call;
      const image = await resolveImage(gate, parameter(call, "name"));
      const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
      const context = { sandbox: gate.sandbox, inventory: await gate.inventory.current() };
      const tag = decideTag(wanted, context);
      await gate.engine.status({
        method: "POST",
        path: ["images", image.engineReference, "tag"],
        query: tag,
      });
      gate.inventory.invalidate("images");
      await reply.empty(201);
    },
  }),
  route({
    method: "DELETE",
    path: "/images/{name...}",
    query: { force: flag, noprune: flag, platforms: nothing },
    async handle(call) {
      const { gate, query, reply } = call;
      const reference = parameter(call, "name");
      const { engineReference } = await gate.inventory.find((inventory) => {
        findImage(inventory, gate.sandbox, reference);
        return decideImageRemove(reference, { sandbox: gate.sandbox, inventory });
      }, "images");
      const deleted = await gate.engine
        .json({
          method: "DELETE",
          path: ["images", engineReference],
          query: { force: flagText(query.force), noprune: flagText(query.noprune) },
        })
        .catch((error: unknown) => {
          if (!(error instanceof EngineFailure)) throw error;
          throw new EngineFailure(
            error.status,
            error.message.replaceAll(`"${engineReference}"`, `"${reference}"`),
          );
        });
      const views = viewImageDeleted(listSchema.parse(deleted), await viewContext(gate));
      gate.inventory.invalidate("images");
      await reply.json(200, views);
    },
  }),
];

/** What the engine says of a pull when everything is there already. */
function pullLines(reference: string, imageId: string): Record<string, string>[] {
  const colon = reference.lastIndexOf(":");
  const tag = colon > reference.lastIndexOf("/") ? reference.slice(colon + 1) : "latest";
  const name = colon > reference.lastIndexOf("/") ? reference.slice(0, colon) : reference;
  const repository = name.includes("/") ? name : `library/${name}`;
  return [
    { status: `Pulling from ${repository}`, id: tag },
    { status: `Digest: ${imageId}` },
    { status: `Status: Image is up to date for ${name}:${tag}` },
  ];
}

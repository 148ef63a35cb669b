import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { isTenantOf } from "./gate-sandbox.ts";
import { unmangleTag } from "./image-reference.ts";
import { unmangle } from "./names.ts";
import { asObject, asString, asStringMap, pick } from "./read-answer.ts";
import { readStudentView } from "./student-view.ts";
import type { ViewContext } from "./view-context.ts";
import { viewLabels, viewName } from "./view-parts.ts";

/** One message of `GET /events`; undefined when it is not the student's to see. */
export function viewEvent(event: unknown, context: ViewContext): Json | undefined {
  const source = asObject(event);
  const actor = asObject(source.Actor);
  const type = asString(source.Type);
  const view = Object.hasOwn(viewers, type) ? viewers[type] : undefined;
  const shown = view?.(asString(actor.ID), asStringMap(actor.Attributes), context);
  if (!shown) return undefined;
  const image = asString(shown.attributes.image);
  return {
    ...pick(source, ["status"]),
    ...("id" in source && { id: shown.id }),
    ...("from" in source && { from: image }),
    ...pick(source, ["Type", "Action"]),
    Actor: { ID: shown.id, Attributes: shown.attributes },
    scope: "local",
    ...pick(source, ["time", "timeNano"]),
  };
}

type Shown = { id: string; attributes: Json };
type Viewer = (id: string, attributes: Record<string, string>, context: ViewContext) => Shown | undefined;

const viewContainerEvent: Viewer = (id, attributes, { sandbox }) => {
  if (!isTenantOf(sandbox, attributes)) return undefined;
  const written = readStudentView(attributes).image;
  const image = written || unmangleTag(sandbox, attributes.image ?? "") || "";
  return {
    id,
    attributes: { ...viewLabels(attributes), image, name: viewName(attributes.name ?? "", sandbox) },
  };
};

const viewNetworkEvent: Viewer = (id, attributes, { sandbox }) => {
  const name = unmangle(sandbox.id, attributes.name ?? "");
  if (name === undefined) return undefined;
  return { id, attributes: { ...pick(attributes, ["container", "type"]), name } };
};

const viewVolumeEvent: Viewer = (id, attributes, context) => {
  const name = unmangle(context.sandbox.id, id) ?? anonymousVolume(id, context);
  if (name === undefined) return undefined;
  const shown = pick(attributes, ["driver", "container", "destination", "propagation", "read/write"]);
  return { id: name, attributes: shown };
};

const viewImageEvent: Viewer = (id, attributes, { sandbox }) => {
  const name = attributes.name ?? "";
  const mine = unmangle(sandbox.id, name) ?? unmangle(sandbox.id, id);
  if (mine === undefined && !isTenantOf(sandbox, attributes)) return undefined;
  return {
    id: viewImageId(id, sandbox),
    attributes: { ...viewLabels(attributes), name: mine ?? viewImageId(name, sandbox) },
  };
};

const viewers: Record<string, Viewer | undefined> = {
  container: viewContainerEvent,
  network: viewNetworkEvent,
  volume: viewVolumeEvent,
  image: viewImageEvent,
};

function anonymousVolume(id: string, { inventory }: ViewContext): string | undefined {
  return inventory.volumes.find((volume) => volume.engineName === id)?.name;
}

function viewImageId(id: string, sandbox: GateSandbox): string {
  return /^sha256:[0-9a-f]{64}$/.test(id) ? id : (unmangleTag(sandbox, id) ?? "");
}

import type { Json } from "./gate-sandbox.ts";
import { readOptions } from "./network-view.ts";
import { asObject, asString, pick } from "./read-answer.ts";
import type { ViewContext } from "./view-context.ts";
import { mountpoint, viewLabels, viewName } from "./view-parts.ts";

/** `GET /volumes/{name}` or an item of `GET /volumes`. */
export function viewVolume(item: unknown, { sandbox }: ViewContext): Json {
  const source = asObject(item);
  const name = viewName(asString(source.Name), sandbox);
  const labels = viewLabels(source.Labels);
  const options = readOptions(asObject(source.Labels)["composelab.options"]);
  return {
    ...pick(source, ["CreatedAt"]),
    Driver: "local",
    Labels: Object.keys(labels).length > 0 ? labels : null,
    Mountpoint: mountpoint(name),
    Name: name,
    Options: Object.keys(options).length > 0 ? options : null,
    Scope: "local",
    ...pick(source, ["UsageData"]),
  };
}

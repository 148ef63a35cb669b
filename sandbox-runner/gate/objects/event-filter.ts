import type { Json } from "./gate-sandbox.ts";
import { asObject, asString } from "./read-answer.ts";

/**
 * Applies the filters of `GET /events` to an event as the student sees it, by the engine's rules: names and
 * ids match from the beginning, image names also without their tag.
 */
export function keepEvent(view: Json, filters: Map<string, string[]>): boolean {
  const actor = asObject(view.Actor);
  const attributes = asObject(actor.Attributes);
  const [id, name] = [asString(actor.ID), asString(attributes.name)];
  const image = asString(attributes[view.Type === "image" ? "name" : "image"]);
  for (const [filter, values] of filters) {
    if (filter === "container" || filter === "network" || filter === "volume") {
      if (!begins(values, [id, name])) return false;
    } else if (filter === "image") {
      if (!begins(values, [id, image, withoutTag(id), withoutTag(image)])) return false;
    } else if (filter === "label") {
      if (!values.every((value) => hasLabel(attributes, value))) return false;
    } else if (filter === "event") {
      if (!values.some((value) => matchesAction(value, asString(view.Action)))) return false;
    } else if (filter === "type" && !values.includes(asString(view.Type))) {
      return false;
    } else if (filter === "scope" && !values.includes("local")) {
      return false;
    }
  }
  return true;
}

function begins(values: string[], texts: string[]): boolean {
  return values.some((value) => texts.some((text) => text.startsWith(value)));
}

function matchesAction(value: string, action: string): boolean {
  return action === value || action.startsWith(`${value}:`);
}

function hasLabel(attributes: Json, wanted: string): boolean {
  const [name = "", ...rest] = wanted.split("=");
  return Object.hasOwn(attributes, name) && (rest.length === 0 || attributes[name] === rest.join("="));
}

function withoutTag(reference: string): string {
  return reference.replace(/:[^:/]*$/, "");
}

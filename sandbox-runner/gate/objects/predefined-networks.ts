import type { Json } from "./gate-sandbox.ts";
import { asString } from "./read-answer.ts";

/**
 * Whether one of the networks that every engine has passes the filters of `GET /networks`: they are not on
 * the engine under these names, so its own filters do not see them. They have no labels and always a use.
 */
export function keepPredefined(network: Json, filters: ReadonlyMap<string, string[]>): boolean {
  for (const [filter, values] of filters) {
    if (filter === "label") return false;
    if (filter === "dangling" && values.some((value) => value === "1" || value === "true")) return false;
    if (filter === "driver" && !values.includes(asString(network.Driver))) return false;
    if (filter === "scope" && !values.includes("local")) return false;
    if (filter === "id" && !values.some((value) => asString(network.Id).startsWith(value))) return false;
  }
  return true;
}

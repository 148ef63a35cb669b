import { settledText } from "./interpolation.ts";
import type { YamlNode } from "./tree.ts";

/**
 * The tree as plain values, as Compose validates them: defaults of variables filled in, what `!reset` takes
 * away left out, extension fields left out. A variable without a default stays as it is written.
 */
export function toPlain(node: YamlNode): unknown {
  if (node.kind === "list") return node.items.map(toPlain);
  if (node.kind === "scalar") {
    return typeof node.value === "string" ? (settledText(node) ?? node.value) : node.value;
  }
  const entries = [...node.entries.values()].filter(
    (entry) => entry.value.tag !== "reset" && !entry.key.startsWith("x-"),
  );
  return Object.fromEntries(entries.map((entry) => [entry.key, toPlain(entry.value)]));
}

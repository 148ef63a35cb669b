import { schema } from "./generated/schema.js";
import type { YamlNode } from "./tree.ts";

/** The part of JSON schema (draft-07) that the Compose specification uses. */
export type SchemaNode = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  deprecated?: boolean;
  enum?: string[];
  oneOf?: SchemaNode[];
  properties?: Record<string, SchemaNode>;
  patternProperties?: Record<string, SchemaNode>;
  additionalProperties?: boolean | SchemaNode;
  required?: string[];
  items?: SchemaNode;
  definitions?: Record<string, SchemaNode>;
};

/**
 * The schemas that may describe what stands at a path, every `oneOf` opened. More than one when a key may be
 * written in several forms; none when nothing is known about the place.
 */
export function schemasAt(path: readonly (string | number)[]): SchemaNode[] {
  let at = alternatives(schema);
  for (const step of path) at = at.flatMap((node) => stepInto(node, step)).flatMap(alternatives);
  return at;
}

/** Keys that are written out in the schema for a map at the path, with their schemas. */
export function keysAt(path: readonly (string | number)[]): Map<string, SchemaNode> {
  return new Map(schemasAt(path).flatMap((node) => Object.entries(node.properties ?? {})));
}

/** The schema of a key as the schema's author described it at the place where it is used. */
export function describedAt(path: readonly (string | number)[]): SchemaNode | undefined {
  const parents = schemasAt(path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return schema;
  return parents.flatMap((node) => stepInto(node, last)).map(resolved)[0];
}

/** `text`, `number`, `boolean`, `null`, `list` or `map`: what a schema lets stand at its place. */
export function typesOf(nodes: SchemaNode[]): Set<string> {
  const names = nodes.flatMap(
    (node) => node.type ?? (node.enum ? "string" : node.properties ? "object" : []),
  );
  return new Set(names.map(plainType));
}

export function plainType(name: string): string {
  if (name === "string") return "text";
  if (name === "integer") return "number";
  if (name === "array") return "list";
  if (name === "object") return "map";
  return name;
}

/** The same words for what a file says. */
export function typeOfNode(node: YamlNode): string {
  if (node.kind !== "scalar") return node.kind;
  if (node.value === null) return "null";
  return typeof node.value === "string" ? "text" : typeof node.value;
}

/** A reference followed, the description beside it kept: it says what the key means in this place. */
export function resolved(node: SchemaNode): SchemaNode {
  const name = node.$ref?.replace("#/definitions/", "");
  const target = name === undefined ? undefined : schema.definitions?.[name];
  if (!target) return node;
  const description = node.description ?? target.description;
  return { ...resolved(target), ...(description !== undefined && { description }) };
}

function alternatives(node: SchemaNode): SchemaNode[] {
  const target = resolved(node);
  return target.oneOf ? target.oneOf.flatMap(alternatives) : [target];
}

function stepInto(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === "number") return node.items ? [node.items] : [];
  const known = node.properties?.[step];
  if (known) return [known];
  for (const [pattern, inner] of Object.entries(node.patternProperties ?? {})) {
    if (new RegExp(pattern).test(step)) return [inner];
  }
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

import type { Json } from "./gate-sandbox.ts";

// The engine's answers are read leniently: what is missing or of another type counts as the zero value,
// since the gate shows less then, never more.

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function asNumber(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

export function asStringList(value: unknown): string[] {
  return asList(value).filter((item) => typeof item === "string");
}

export function asStringMap(value: unknown): Record<string, string> {
  const entries = Object.entries(asObject(value));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The named fields that are present, as they are. */
export function pick(source: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in source).map((name) => [name, source[name]]));
}

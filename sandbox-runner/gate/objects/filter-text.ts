import { object } from "./fields.ts";
import { engineError, refuse } from "./refusal.ts";

const longest = 8192;
const mostValues = 64;

/**
 * Reads the `filters` query parameter: JSON of `{"name": ["a"]}` or, from older clients, `{"name": {"a": true}}`.
 * Throws the engine's error for what is neither, and a refusal for a filter that is not in `known`.
 */
export function readFilters(text: string | undefined, known: readonly string[]): Map<string, string[]> {
  const filters = new Map<string, string[]>();
  if (!text) return filters;
  if (text.length > longest) throw refuse("too-long", { field: "filters", longest }, 400);
  for (const [name, value] of Object.entries(object(parse(text), "filters"))) {
    const values = readValues(name, value);
    if (values.length === 0) continue;
    if (!known.includes(name)) throw engineError(400, `invalid filter '${name.slice(0, 64)}'`);
    filters.set(name, values);
  }
  return filters;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw engineError(400, "invalid filter");
  }
}

function readValues(name: string, value: unknown): string[] {
  const values = Array.isArray(value) ? value : readKeys(name, value);
  const fits = (item: unknown) => typeof item === "string" && item.length <= 512 && !item.includes("\0");
  if (values.length > mostValues || !values.every(fits))
    throw refuse("filter-value", { filter: name.slice(0, 64) }, 400);
  return values.filter((item) => typeof item === "string");
}

function readKeys(name: string, value: unknown): unknown[] {
  const entries = Object.entries(object(value, `filters.${name.slice(0, 64)}`));
  if (entries.some(([, on]) => on !== true)) throw refuse("filter-value", { filter: name.slice(0, 64) }, 400);
  return entries.map(([key]) => key);
}

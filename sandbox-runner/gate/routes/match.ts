import type { Route } from "./route.ts";

export type Match = { route: Route; parameters: Record<string, string> };

/**
 * Finds the route of a path. Routes are tried in their order, so a literal one must stand before one
 * with braces that would take it too.
 */
export function matchRoute(routes: readonly Route[], method: string, segments: string[]): Match | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const parameters = matchPattern(route.pattern, segments);
    if (parameters) return { route, parameters };
  }
  return undefined;
}

function matchPattern(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const greedy = pattern.findIndex((part) => part.endsWith("...}"));
  if (greedy < 0 ? pattern.length !== segments.length : segments.length < pattern.length) return undefined;
  const parameters: Record<string, string> = {};
  let at = 0;
  for (const [index, part] of pattern.entries()) {
    const width = index === greedy ? segments.length - pattern.length + 1 : 1;
    const text = segments.slice(at, at + width).join("/");
    at += width;
    if (!part.startsWith("{")) {
      if (part !== text) return undefined;
      continue;
    }
    parameters[part.replace(/^\{|(?:\.\.\.)?\}$/g, "")] = text;
  }
  return parameters;
}

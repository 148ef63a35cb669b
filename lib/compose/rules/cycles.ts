import { finding } from "../diagnostic.ts";
import type { Project } from "../project.ts";
import { dependenciesOf, otherNeedsOf } from "../service-parts.ts";
import type { Span } from "../source.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

type Edge = { to: string; span: Span };

/** Services that wait for each other in a circle can never start; the whole circle is shown, once. */
export function cycles(project: Project): Diagnostic[] {
  const edges = new Map(
    ownServices(project).map((service) => [service.name, edgesOf(project, service.name)]),
  );
  const finished = new Set<string>();
  return [...edges.keys()].flatMap((start) => circlesFrom(start, edges, finished));
}

/** A walk in depth with a stack of its own: a chain of services may be longer than the engine's stack. */
function circlesFrom(start: string, edges: Map<string, Edge[]>, finished: Set<string>): Diagnostic[] {
  const found: Diagnostic[] = [];
  const path: { name: string; left: Edge[] }[] = [];
  const depths = new Map<string, number>();
  const enter = (name: string) => {
    depths.set(name, path.length);
    path.push({ name, left: [...(edges.get(name) ?? [])] });
  };
  if (!finished.has(start)) enter(start);
  for (let at = path.at(-1); at; at = path.at(-1)) {
    const edge = at.left.shift();
    const depth = edge && depths.get(edge.to);
    if (!edge) {
      finished.add(at.name);
      depths.delete(at.name);
      path.pop();
    } else if (depth !== undefined) {
      const names = path.slice(depth).map(({ name }) => name);
      found.push(describe([...names, edge.to], edge.span));
    } else if (!finished.has(edge.to)) {
      enter(edge.to);
    }
  }
  return found;
}

function edgesOf(project: Project, name: string): Edge[] {
  const service = project.services.get(name);
  if (!service) return [];
  const dependencies = dependenciesOf(service.node).map((dependency) => ({
    to: dependency.service,
    span: dependency.span,
  }));
  // Who builds on whose image says nothing about who starts first.
  const needs = otherNeedsOf(service).filter(({ key }) => key !== "additional_contexts");
  const others = needs.map((need) => ({ to: need.service, span: need.span }));
  const direct = new Set(dependencies.map(({ to }) => to));
  return [...dependencies, ...others.filter(({ to }) => !direct.has(to))];
}

function describe(circle: string[], span: Span): Diagnostic {
  const [first = ""] = circle;
  if (circle.length === 2) return finding("error", "depends-on-itself", span, { service: first });
  return finding("error", "dependency-cycle", span, { cycle: circle.join(" → ") });
}

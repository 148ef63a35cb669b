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
  const found: Diagnostic[] = [];
  const visit = (name: string, path: string[]) => {
    for (const edge of edges.get(name) ?? []) {
      const start = path.indexOf(edge.to);
      if (start !== -1) found.push(describe([...path.slice(start), edge.to], edge.span));
      else if (!finished.has(edge.to)) visit(edge.to, [...path, edge.to]);
    }
    finished.add(name);
  };
  for (const name of edges.keys()) if (!finished.has(name)) visit(name, [name]);
  return found;
}

function edgesOf(project: Project, name: string): Edge[] {
  const service = project.services.get(name);
  if (!service) return [];
  const dependencies = dependenciesOf(service.node).map((dependency) => ({
    to: dependency.service,
    span: dependency.span,
  }));
  const others = otherNeedsOf(service).map((need) => ({ to: need.service, span: need.span }));
  const direct = new Set(dependencies.map(({ to }) => to));
  return [...dependencies, ...others.filter(({ to }) => !direct.has(to))];
}

function describe(circle: string[], span: Span): Diagnostic {
  const [first = ""] = circle;
  if (circle.length === 2) return finding("error", "depends-on-itself", span, { service: first });
  return finding("error", "dependency-cycle", span, { cycle: circle.join(" → ") });
}

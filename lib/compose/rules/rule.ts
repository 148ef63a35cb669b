import { type Fix, finding } from "../diagnostic.ts";
import { isOwn, type Project, type Service } from "../project.ts";
import type { Span } from "../source.ts";
import type { Diagnostic } from "../types.ts";

/** Looks at a whole project for one kind of mistake. */
export type Rule = (project: Project) => Diagnostic[];

/** The services whose own lines are checked. */
export function ownServices(project: Project): Service[] {
  return [...project.services.values()].filter(
    (service) => !service.included && isOwn(project, service.entry),
  );
}

/**
 * Something that is named and nowhere defined: an error where the file stands alone, a warning where it looks
 * like a part of several, nothing where an unreadable file may well define it.
 */
export function undefinedName(
  project: Project,
  name: string,
  span: Span,
  params: Record<string, string | number>,
  fix?: Fix,
): Diagnostic[] {
  if (project.open) return [];
  const elsewhere = project.fragment ? "yes" : "no";
  return [finding(project.fragment ? "warning" : "error", name, span, { ...params, elsewhere }, fix)];
}

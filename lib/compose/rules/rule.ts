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
 * @param isElsewhere what is around the name says that its definition is kept in another file
 */
export function undefinedName(
  project: Project,
  name: string,
  span: Span,
  params: Record<string, string | number>,
  fix?: Fix,
  isElsewhere = false,
): Diagnostic[] {
  if (project.open) return [];
  const isPart = project.fragment || isElsewhere;
  const found = { ...params, elsewhere: isPart ? "yes" : "no" };
  return [finding(isPart ? "warning" : "error", name, span, found, fix)];
}

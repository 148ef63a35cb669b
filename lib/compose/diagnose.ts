import { finding } from "./diagnostic.ts";
import type { ParsedCompose } from "./parse.ts";
import { entryOfWorkspace, type Project, readProject } from "./project.ts";
import { rules } from "./rules/rules.ts";
import { checkSchema } from "./schema-check.ts";
import { isNull } from "./tree.ts";
import type { Diagnostic, WorkspaceFile } from "./types.ts";

type DiagnoseOptions = {
  /** The Compose file to check; by default the one that `docker compose` takes without `-f`. */
  entry?: string;
  /** What is laid over the entry, in order; by default the override that `docker compose` reads by itself. */
  overrides?: string[];
  /** `files` are all there are, so that a file which the entry names and which is not among them is missing. */
  missingFilesKnown: boolean;
};

/**
 * What is wrong with a project's Compose files, in file order. Errors are what `docker compose config` or `up`
 * would reject; warnings are what it accepts and the author can hardly have meant; infos are good to know.
 * Never throws, whatever the text. Nothing without an entry.
 */
export function diagnose(files: WorkspaceFile[], options: DiagnoseOptions): Diagnostic[] {
  const entry = options.entry ?? entryOfWorkspace(files);
  if (entry === undefined) return [];
  const project = readProject(files, entry, options.missingFilesKnown, options.overrides);
  const syntax = project.parsed.flatMap((file) => file.problems);
  if (syntax.length > 0) return sorted(syntax);
  const shape = project.parsed.flatMap(checkShape);
  const meaning = rules.flatMap((rule) => rule(project));
  return sorted(withoutEchoes([...shape, ...meaning.filter((found) => isChecked(project, found))]));
}

function checkShape(file: ParsedCompose): Diagnostic[] {
  const start = { source: file.source, start: 0, end: Math.min(1, file.source.text.length) };
  const documents = file.documents.filter((document) => !isNull(document));
  if (documents.length === 0) return [finding("error", "file-empty", start)];
  return documents.flatMap((document) =>
    document.kind === "map"
      ? checkSchema(document)
      : [finding("error", "root-not-map", { ...document.span, end: document.span.start + 1 })],
  );
}

function isChecked(project: Project, found: Diagnostic): boolean {
  return project.parsed.some((file) => file.source.file === found.range.file);
}

/** An anchor used by several services is wrong once, and an error at a place needs no second opinion. */
function withoutEchoes(found: Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const wrong = new Set<string>();
  return found.filter((one) => {
    const place = `${one.range.file}:${one.range.start.line}:${one.range.start.column}`;
    const identity = `${place} ${one.message.code}`;
    if (seen.has(identity) || wrong.has(place)) return false;
    seen.add(identity);
    if (one.severity === "error") wrong.add(place);
    return true;
  });
}

function sorted(found: Diagnostic[]): Diagnostic[] {
  return found.sort(
    (one, other) =>
      one.range.file.localeCompare(other.range.file) ||
      one.range.start.line - other.range.start.line ||
      one.range.start.column - other.range.start.column,
  );
}

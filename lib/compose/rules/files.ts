import { finding } from "../diagnostic.ts";
import { fileReferences } from "../file-references.ts";
import type { Project } from "../project.ts";
import type { Diagnostic } from "../types.ts";

/** What the file names must be there, where it is known what is there. */
export function files(project: Project): Diagnostic[] {
  if (!project.filesKnown) return [];
  const references = fileReferences(project).filter(({ path }) => !exists(project, path));
  return references.flatMap(({ kind, path, written, span, service }) => {
    const params = { path: written, service };
    switch (kind) {
      case "bind":
        return isFileName(path)
          ? [finding("warning", "missing-bind-file", span, params)]
          : [finding("info", "missing-bind-directory", span, params)];
      case "bind-required":
        return [finding("error", "missing-bind-source", span, params)];
      case "context":
        return [finding("error", "missing-build-context", span, params)];
      case "dockerfile":
        // Without its directory it cannot be there; that is said once.
        if (references.some((other) => other.kind === "context" && other.service === service)) return [];
        return [finding("error", "missing-dockerfile", span, params)];
      case "env-file":
        return [finding("error", "missing-env-file", span, params)];
      case "object":
        return [finding("error", "missing-source-file", span, params)];
      case "compose":
        return [finding("error", "missing-compose-file", span, params)];
      default:
        return kind satisfies never;
    }
  });
}

function exists(project: Project, path: string): boolean {
  if (path === "" || project.files.has(path)) return true;
  return [...project.files.keys()].some((file) => file.startsWith(`${path}/`));
}

function isFileName(path: string): boolean {
  return /\.[A-Za-z0-9]+$/.test(path.split("/").at(-1) ?? "") && !path.endsWith("/");
}

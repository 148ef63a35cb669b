import { parseComposeFile } from "./parse.ts";
import { entryOfWorkspace, overrideOf } from "./project.ts";
import { rangeOf, type Span } from "./source.ts";
import { namesIn, nodeAt, type Path, type YamlNode } from "./tree.ts";
import type { SourceRange, WorkspaceFile } from "./types.ts";

/**
 * Where a path such as `["services", "api", "depends_on", "db"]` is written: the deepest part of it that
 * exists, in the last layer first, since its word is the last. Names in a list (`depends_on: [db]`) are found
 * like keys. Nothing without an entry file, or when not even the first step exists.
 */
export function locate(
  files: WorkspaceFile[],
  path: Path,
  layers = defaultLayers(files),
): SourceRange | undefined {
  const contents = new Map(files.map((file) => [file.path, file.content]));
  let best: { span: Span; depth: number } | undefined;
  for (const name of layers.toReversed()) {
    const content = contents.get(name);
    if (content === undefined) continue;
    for (const root of parseComposeFile({ path: name, content }).documents) {
      const found = deepest(root, path);
      if (found && found.depth > (best?.depth ?? 0)) best = found;
    }
  }
  return best && rangeOf(best.span);
}

/** The files that `docker compose` reads without `-f`. */
function defaultLayers(files: WorkspaceFile[]): string[] {
  const entry = entryOfWorkspace(files);
  if (entry === undefined) return [];
  const override = overrideOf(entry, new Map(files.map((file) => [file.path, file.content])));
  return override === undefined ? [entry] : [entry, override];
}

function deepest(root: YamlNode, path: Path): { span: Span; depth: number } | undefined {
  const { node, entry, depth } = nodeAt(root, path);
  if (depth === 0) return undefined;
  const next = path[depth];
  const named = node.kind === "list" ? namesIn(node).find(({ name }) => name === String(next)) : undefined;
  if (named) return { span: named.span, depth: depth + 1 };
  return { span: entry?.keySpan ?? node.span, depth };
}

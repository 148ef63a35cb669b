import { settledText } from "./interpolation.ts";
import { type Project, resolvePath, type Service } from "./project.ts";
import { mountsOf, settledBoolean } from "./service-parts.ts";
import type { Span } from "./source.ts";
import { entriesOf, entryOf, itemsOf, namesIn, valueAt, type YamlNode } from "./tree.ts";

/** `bind` may be absent (the engine makes a folder of it); everything else must be there. */
type ReferenceKind = "bind" | "bind-required" | "context" | "dockerfile" | "env-file" | "object" | "compose";

/** A file or folder of the workspace that a Compose file names. */
export type FileReference = {
  kind: ReferenceKind;
  /** From the top of the workspace. */
  path: string;
  /** As the author wrote it. */
  written: string;
  span: Span;
  /** The service that names it, or the secret or config. */
  service: string;
};

/**
 * The files that the checked lines name and that must lie in the workspace: relative paths without variables.
 * What is absolute, in a home folder, above the workspace or behind a URL is nobody's to know here.
 */
export function fileReferences(project: Project): FileReference[] {
  const services = [...project.services.values()].filter((service) => !service.included);
  const all = [
    ...services.flatMap((service) => [
      ...binds(service),
      ...build(service),
      ...environmentFiles(service),
      ...extended(service),
    ]),
    ...objects(project, "secrets"),
    ...objects(project, "configs"),
    ...includes(project),
  ];
  return all
    .map(({ written, ...rest }) => ({ ...rest, written, path: resolvePath(rest.span.source.file, written) }))
    .filter(({ written, path }) => isLocal(written) && !path.startsWith(".."));
}

type Written = Omit<FileReference, "path">;

function isLocal(written: string): boolean {
  return (
    written !== "" &&
    !/^[/~\\]|^[A-Za-z]:|\$|^[\w+-]+:\/\/|^git@|^(docker-image|service|target|oci-layout):/.test(written)
  );
}

function binds(service: Service): Written[] {
  return mountsOf(service.node).flatMap(({ spec, node, createHostPath }) => {
    if (spec.type !== "bind" || spec.source === undefined) return [];
    const kind = createHostPath ? ("bind" as const) : ("bind-required" as const);
    return [
      {
        kind,
        written: spec.source,
        span: node.kind === "map" ? (valueAt(node, "source")?.span ?? node.span) : node.span,
        service: service.name,
      },
    ];
  });
}

function build(service: Service): Written[] {
  const entry = entryOf(service.node, "build");
  if (!entry) return [];
  const node = entry.value.kind === "map" ? valueAt(entry.value, "context") : entry.value;
  const context = settledText(node) ?? (node ? undefined : ".");
  if (context === undefined || !isLocal(context)) return [];
  const span = node?.span ?? entry.keySpan;
  const found: Written[] = [{ kind: "context", written: context, span, service: service.name }];
  if (entryOf(entry.value, "dockerfile_inline")) return found;
  const dockerfileNode = valueAt(entry.value, "dockerfile");
  const dockerfile = dockerfileNode ? settledText(dockerfileNode) : "Dockerfile";
  if (dockerfile === undefined || !isLocal(dockerfile)) return found;
  found.push({
    kind: "dockerfile",
    written: `${context.replace(/\/$/, "")}/${dockerfile}`,
    span: dockerfileNode?.span ?? span,
    service: service.name,
  });
  return found;
}

function environmentFiles(service: Service): Written[] {
  const value = valueAt(service.node, "env_file");
  const items: YamlNode[] = value?.kind === "list" ? value.items : value ? [value] : [];
  return items.flatMap((item) => {
    const node = item.kind === "map" ? valueAt(item, "path") : item;
    const written = settledText(node);
    if (!node || written === undefined || settledBoolean(valueAt(item, "required")) === false) return [];
    return [{ kind: "env-file" as const, written, span: node.span, service: service.name }];
  });
}

function extended(service: Service): Written[] {
  const node = valueAt(service.entry.value, "extends", "file");
  const written = settledText(node);
  return node && written !== undefined
    ? [{ kind: "compose", written, span: node.span, service: service.name }]
    : [];
}

function objects(project: Project, section: "secrets" | "configs"): Written[] {
  return entriesOf(valueAt(project.root, section)).flatMap((entry) => {
    const node = valueAt(entry.value, "file");
    const written = settledText(node);
    return node && written !== undefined
      ? [{ kind: "object" as const, written, span: node.span, service: entry.key }]
      : [];
  });
}

function includes(project: Project): Written[] {
  return itemsOf(valueAt(project.root, "include")).flatMap((item) => {
    const paths = item.kind === "map" ? namesIn(valueAt(item, "path")) : namesIn(item);
    return paths.map(({ name, span }) => ({
      kind: "compose" as const,
      written: name,
      span,
      service: "include",
    }));
  });
}

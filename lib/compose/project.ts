import { mergeMaps } from "./merge.ts";
import { type ParsedCompose, parseComposeFile } from "./parse.ts";
import {
  type Entry,
  entriesOf,
  entryOf,
  itemsOf,
  namesIn,
  textValue,
  valueAt,
  type YamlMap,
  type YamlNode,
} from "./tree.ts";
import type { WorkspaceFile } from "./types.ts";

/** A service as Compose sees it: what it extends is laid under its own lines. */
export type Service = {
  name: string;
  /** The service's own entry in the file. */
  entry: Entry;
  node: YamlMap;
  /** A part of it stands in a file that cannot be read here, so what is absent may yet be there. */
  open: boolean;
  /** It comes from an included file; its own lines are checked where they stand. */
  included: boolean;
  profiles: string[];
};

export type Section = "networks" | "volumes" | "secrets" | "configs" | "models";

/** A Compose project as far as its files are known. */
export type Project = {
  entry: string;
  /** Parsed files whose lines are checked: the entry and its override. */
  parsed: ParsedCompose[];
  root: YamlMap;
  services: Map<string, Service>;
  sections: Record<Section, Map<string, Entry>>;
  /** Something may be defined in a file that cannot be read here (an unreadable include). */
  open: boolean;
  /** The entry looks like a file that is laid over another one, which is not here. */
  fragment: boolean;
  /** One of its services extends another one of the same file. */
  hasBases: boolean;
  /** Texts of the workspace by path; a path that is absent does not exist only if `filesKnown`. */
  files: Map<string, string>;
  filesKnown: boolean;
};

export const entryNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const sectionNames: Section[] = ["networks", "volumes", "secrets", "configs", "models"];
const maxIncludeDepth = 10;
const maxExtendsDepth = 30;

/** The file that `docker compose` takes without `-f`, if there is one at the top of the workspace. */
export function entryOfWorkspace(files: WorkspaceFile[]): string | undefined {
  return entryNames.find((name) => files.some((file) => file.path === name));
}

/** The override that `docker compose` reads beside an entry with a default name. */
export function overrideOf(entry: string, files: Map<string, string>): string | undefined {
  const found = /^(.*?)(docker-compose|compose)\.ya?ml$/.exec(entry);
  if (!found || (found[1] && !found[1].endsWith("/"))) return undefined;
  const names = [".override.yaml", ".override.yml"].map((end) => `${found[1]}${found[2]}${end}`);
  return names.find((name) => files.has(name));
}

function defaultOverrides(entry: string, contents: Map<string, string>): string[] {
  const override = overrideOf(entry, contents);
  return override === undefined ? [] : [override];
}

/**
 * Reads the entry, what is laid over it, and what they include and extend.
 * @param overrides files in the order in which they are laid over the entry; by default the one that
 *   `docker compose` reads by itself.
 */
export function readProject(
  files: WorkspaceFile[],
  entry: string,
  filesKnown: boolean,
  overrides?: string[],
): Project {
  const contents = new Map(files.map((file) => [file.path, file.content]));
  const parsed = [entry, ...(overrides ?? defaultOverrides(entry, contents))].map((path) =>
    parseComposeFile({ path, content: contents.get(path) ?? "" }),
  );
  const maps = parsed.flatMap((file) => file.documents).filter((node) => node.kind === "map");
  const [first] = maps;
  const root = first ? maps.slice(1).reduce(mergeMaps, first) : emptyMap(parsed[0]);
  const project: Project = {
    entry,
    parsed,
    root,
    services: new Map(),
    sections: sectionsOf(root),
    open: false,
    fragment: false,
    hasBases: false,
    files: contents,
    filesKnown,
  };
  for (const service of entriesOf(valueAt(root, "services")))
    addService(project, service, root, entry, false);
  include(project, root, entry, 0);
  project.fragment = isFragment(project);
  project.hasBases = entriesOf(valueAt(root, "services")).some(({ value }) => {
    const extension = entryOf(value, "extends")?.value;
    return extension !== undefined && entryOf(extension, "file") === undefined;
  });
  return project;
}

function addService(project: Project, entry: Entry, root: YamlMap, file: string, included: boolean): void {
  if (entry.value.kind !== "map" || (included && project.services.has(entry.key))) return;
  const { node, open } = extended(project, entry.value, root, file, new Set([`${file}#${entry.key}`]));
  const profiles = namesIn(valueAt(node, "profiles")).map(({ name }) => name);
  project.services.set(entry.key, { name: entry.key, entry, node, open, included, profiles });
}

/** Lays what a service extends under it, through any number of steps; a circle ends where it closes. */
function extended(
  project: Project,
  node: YamlMap,
  root: YamlMap,
  file: string,
  seen: Set<string>,
): { node: YamlMap; open: boolean } {
  const extension = entryOf(node, "extends")?.value;
  if (!extension) return { node, open: false };
  const name = textValue(extension) ?? textValue(valueAt(extension, "service"));
  const path = textValue(valueAt(extension, "file"));
  const baseFile = path === undefined ? file : resolvePath(file, path);
  const baseRoot = path === undefined ? root : readMap(project, baseFile);
  const base = baseRoot && name !== undefined ? valueAt(baseRoot, "services", name) : undefined;
  const step = `${baseFile}#${name}`;
  if (base?.kind !== "map" || !baseRoot || seen.has(step) || seen.size > maxExtendsDepth)
    return { node, open: true };
  const under = extended(project, base, baseRoot, baseFile, new Set([...seen, step]));
  return { node: mergeMaps(withoutDependencies(under.node), node), open: under.open };
}

/** What a service needs beside itself is not handed down. */
function withoutDependencies(base: YamlMap): YamlMap {
  const entries = new Map(base.entries);
  for (const key of ["extends", "profiles"]) entries.delete(key);
  return { ...base, entries };
}

function include(project: Project, root: YamlMap, file: string, depth: number): void {
  for (const item of itemsOf(valueAt(root, "include"))) {
    const paths = item.kind === "map" ? namesIn(valueAt(item, "path")) : namesIn(item);
    for (const { name } of paths) {
      const path = resolvePath(file, name);
      const included = depth < maxIncludeDepth ? readMap(project, path) : undefined;
      if (!included) {
        project.open = true;
        continue;
      }
      for (const service of entriesOf(valueAt(included, "services")))
        addService(project, service, included, path, true);
      for (const section of sectionNames) {
        const known = project.sections[section];
        for (const [key, entry] of sectionsOf(included)[section]) if (!known.has(key)) known.set(key, entry);
      }
      include(project, included, path, depth + 1);
    }
  }
}

function readMap(project: Project, path: string): YamlMap | undefined {
  const content = project.files.get(path);
  const root = content === undefined ? undefined : parseComposeFile({ path, content }).documents[0];
  return root?.kind === "map" ? root : undefined;
}

function sectionsOf(root: YamlMap): Project["sections"] {
  const read = (section: Section) =>
    new Map(entriesOf(valueAt(root, section)).map((entry) => [entry.key, entry]));
  return {
    networks: read("networks"),
    volumes: read("volumes"),
    secrets: read("secrets"),
    configs: read("configs"),
    models: read("models"),
  };
}

/**
 * A file is laid over another one that is not here: by its name (`compose.override.yaml`), or because none of
 * its services could run by itself, like an excerpt. The entry of a workspace that is known whole never is.
 */
function isFragment(project: Project): boolean {
  const name = project.entry.split("/").at(-1) ?? "";
  if (/override/i.test(name)) return true;
  if (project.filesKnown && entryNames.includes(name)) return false;
  const services = [...project.services.values()];
  const runs = (service: Service) => canRun(service) || service.open;
  if (services.length > 0 && !services.some(runs)) return true;
  // `compose.prod.yaml` may well add to some services and bring others of its own.
  return /compose[._-][\w.-]+\.ya?ml$|^[\w-]+\.(docker-)?compose\.ya?ml$/.test(name) && !services.every(runs);
}

/** It has what a container can be made from. */
export function canRun(service: Service): boolean {
  return ["image", "build", "provider"].some((key) => entryOf(service.node, key));
}

/** A path in the workspace, from a path written in one of its files; `..` past the top stays as it is. */
export function resolvePath(file: string, written: string): string {
  const parts = written.startsWith("/") ? [] : file.split("/").slice(0, -1);
  for (const step of written.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(step);
  }
  return (written.startsWith("/") ? "/" : "") + parts.join("/");
}

function emptyMap(parsed: ParsedCompose | undefined): YamlMap {
  const source = parsed?.source ?? { file: "", text: "", lineStarts: [0] };
  return { kind: "map", span: { source, start: 0, end: 0 }, entries: new Map() };
}

/** True when a node stands in a file whose lines are checked. */
export function isOwn(project: Project, node: YamlNode | Entry): boolean {
  const span = "keySpan" in node ? node.keySpan : node.span;
  return project.parsed.some((parsed) => parsed.source.file === span.source.file);
}

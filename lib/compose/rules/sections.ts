import { finding, fixOf } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import { isExternal } from "../model.ts";
import { isOwn, type Project } from "../project.ts";
import { mountsOf, networksOf } from "../service-parts.ts";
import { deleteLines, lineOf } from "../source.ts";
import {
  type Entry,
  entriesOf,
  entryOf,
  isNull,
  itemsOf,
  textValue,
  valueAt,
  type YamlNode,
} from "../tree.ts";
import type { Diagnostic } from "../types.ts";

/** The top level of the file: the old `version`, files without services, what secrets and configs come from. */
export function sections(project: Project): Diagnostic[] {
  return [
    ...version(project),
    ...name(project),
    ...noServices(project),
    ...fileObjects(project, "secrets", ["file", "environment"]),
    ...fileObjects(project, "configs", ["file", "environment", "content"]),
    ...external(project),
  ];
}

function version(project: Project): Diagnostic[] {
  return project.parsed.flatMap((file) =>
    file.documents.flatMap((document) => {
      const entry = entryOf(document, "version");
      if (entry?.value.kind !== "scalar") return [];
      const whole = { ...entry.keySpan, end: Math.max(entry.keySpan.end, entry.value.span.end) };
      return [
        finding("warning", "version-obsolete", whole, {}, fixOf("fix-delete-line", {}, deleteLines(whole))),
      ];
    }),
  );
}

/** A name is made lower case by Compose itself, but nothing else about it. */
function name(project: Project): Diagnostic[] {
  const node = valueAt(project.root, "name");
  const text = settledText(node);
  if (!node || text === undefined || /^[a-z0-9][a-z0-9_-]*$/.test(text)) return [];
  return [finding("warning", "project-name", node.span, { name: text })];
}

function noServices(project: Project): Diagnostic[] {
  const { root } = project;
  const entry = entryOf(root, "services");
  if (project.fragment || entryOf(root, "include") || root.entries.size === 0) return [];
  if (!entry) {
    const first = entriesOf(root)[0];
    const isShapeless = [...root.entries.values()].some(
      (one) => one.value.kind === "map" && entryOf(one.value, "image"),
    );
    return first && !isShapeless ? [finding("info", "no-services", first.keySpan)] : [];
  }
  const isEmpty = entry.value.kind === "map" && entriesOf(entry.value).length === 0;
  return isEmpty ? [finding("warning", "no-services", entry.keySpan)] : [];
}

function fileObjects(project: Project, section: "secrets" | "configs", sources: string[]): Diagnostic[] {
  return entriesOf(valueAt(project.root, section)).flatMap((entry) => {
    if (
      entry.value.kind !== "map" ||
      isExternal(valueAt(entry.value, "external")) ||
      entryOf(entry.value, "driver")
    )
      return [];
    const given = sources.filter((source) => entryOf(entry.value, source));
    const params = { section, name: entry.key, sources: sources.join(", "), given: given.join(", ") };
    if (given.length === 0) {
      return project.fragment ? [] : [finding("error", "object-without-source", entry.keySpan, params)];
    }
    return given.length > 1 ? [finding("error", "object-with-two-sources", entry.keySpan, params)] : [];
  });
}

/** What exists already is not configured here. */
function external(project: Project): Diagnostic[] {
  return entriesOf(valueAt(project.root, "volumes")).flatMap((entry) => {
    if (!isExternal(valueAt(entry.value, "external"))) return [];
    const other = entriesOf(entry.value).find(({ key }) => key !== "name" && key !== "external");
    return other
      ? [finding("error", "external-with-settings", other.keySpan, { name: entry.key, key: other.key })]
      : [];
  });
}

/** Defined and used by no service. */
export function unused(project: Project): Diagnostic[] {
  if (project.fragment || project.open || entryOf(project.root, "include")) return [];
  const services = [...project.services.values()];
  if (services.length === 0 || services.some((service) => service.open)) return [];
  const nodes = services.map((service) => service.node);
  const used = {
    networks: new Set(nodes.flatMap((node) => networksOf(node).map(({ name }) => name))),
    volumes: new Set(nodes.flatMap((node) => mountsOf(node).flatMap(({ spec }) => spec.source ?? []))),
    secrets: new Set(
      nodes.flatMap((node) => [
        ...grants(valueAt(node, "secrets")),
        ...grants(valueAt(node, "build", "secrets")),
      ]),
    ),
    configs: new Set(
      nodes.flatMap((node) => [
        ...grants(valueAt(node, "configs")),
        ...grants(valueAt(node, "credential_spec", "config")),
      ]),
    ),
  };
  // A name that a variable completes may be any of them.
  const text = project.parsed.map((file) => file.source.text).join("\n");
  return (["networks", "volumes", "secrets", "configs"] as const).flatMap((section) =>
    [...project.sections[section].values()]
      .filter((entry) => isOwn(project, entry) && entry.key !== "default" && !used[section].has(entry.key))
      .filter((entry) => !isBuiltOn(text, section, entry))
      .map((entry) =>
        finding("info", "unused", entry.keySpan, { section, name: entry.key, line: lineOf(entry.keySpan) }),
      ),
  );
}

function isBuiltOn(text: string, section: string, entry: Entry): boolean {
  return (
    section === "volumes" &&
    new RegExp(`^\\s*-\\s*["']?\\$\\{[^}]*${entry.key.replaceAll(/[^\w-]/g, ".")}`, "m").test(text)
  );
}

function grants(node: YamlNode | undefined): string[] {
  if (node?.kind === "scalar" && !isNull(node)) return [textValue(node) ?? ""];
  return itemsOf(node).flatMap((item) =>
    item.kind === "map" ? (textValue(valueAt(item, "source")) ?? []) : (textValue(item) ?? []),
  );
}

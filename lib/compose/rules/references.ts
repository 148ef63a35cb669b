import { type Fix, finding, fixOf } from "../diagnostic.ts";
import { defineIn } from "../insert.ts";
import { settledText } from "../interpolation.ts";
import { isFilePath, parseMount } from "../mounts.ts";
import type { Project, Section, Service } from "../project.ts";
import { dependenciesOf, networksOf, otherNeedsOf } from "../service-parts.ts";
import { replaceSpan, type Span, textOf } from "../source.ts";
import { closest } from "../suggest.ts";
import { entryOf, itemsOf, namesIn, valueAt, type YamlNode } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices, undefinedName } from "./rule.ts";

/** Every name that a service uses must be defined: networks, volumes, secrets, configs, models, services. */
export function references(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => [
    ...networks(project, service),
    ...volumes(project, service),
    ...grants(project, service, "secrets", valueAt(service.node, "secrets")),
    ...grants(project, service, "secrets", valueAt(service.node, "build", "secrets")),
    ...grants(project, service, "configs", valueAt(service.node, "configs")),
    ...models(project, service),
    ...services(project, service),
  ]);
}

/** Options that only suit a network which somebody has set up for them, with its own driver or addresses. */
const tailoredOptions = ["driver_opts", "gw_priority", "interface_name", "link_local_ips", "mac_address"];

function networks(project: Project, service: Service): Diagnostic[] {
  return networksOf(service.node).flatMap(({ name, span, value }) => {
    if (!span || name === "default" || name.includes("$") || project.sections.networks.has(name)) return [];
    const isTailored =
      project.sections.networks.size === 0 && tailoredOptions.some((key) => entryOf(value, key));
    return missing(project, "networks", "undefined-network", name, span, service, isTailored);
  });
}

function volumes(project: Project, service: Service): Diagnostic[] {
  return itemsOf(valueAt(service.node, "volumes")).flatMap((item) => {
    const source = namedVolume(item);
    if (source === undefined || source.includes("$") || project.sections.volumes.has(source)) return [];
    const span = item.kind === "map" ? (valueAt(item, "source")?.span ?? item.span) : item.span;
    const isPath = item.kind !== "map" && looksLikePath(project, source);
    if (!isPath) return missing(project, "volumes", "undefined-volume", source, span, service);
    const text = textOf(span);
    const at = text.indexOf(source);
    const place = { ...span, start: span.start + at, end: span.start + at + source.length };
    const fix =
      at === -1
        ? undefined
        : fixOf("fix-replace", { text: `./${source}` }, replaceSpan(place, `./${source}`));
    return undefinedName(project, "volume-looks-like-path", span, { service: service.name, source }, fix);
  });
}

function namedVolume(item: YamlNode): string | undefined {
  if (item.kind === "map") {
    return settledText(valueAt(item, "type")) === "volume"
      ? settledText(valueAt(item, "source")) || undefined
      : undefined;
  }
  const text = settledText(item);
  const spec = text === undefined ? undefined : parseMount(text);
  if (!spec || "problem" in spec || spec.type === "bind") return undefined;
  return spec.source;
}

/** `data/files:/files` or `nginx.conf:/etc/…`: a path needs `./` before it, else Compose takes it for a name. */
function looksLikePath(project: Project, source: string): boolean {
  if (source.includes("/")) return true;
  if (/\.(conf|cnf|ya?ml|json|sql|sh|env|ini|toml|html|txt|js|py|crt|pem|key)$/i.test(source)) return true;
  const paths = [...project.files.keys()];
  return !isFilePath(source) && paths.some((path) => path === source || path.startsWith(`${source}/`));
}

function grants(
  project: Project,
  service: Service,
  section: "secrets" | "configs",
  list: YamlNode | undefined,
): Diagnostic[] {
  return itemsOf(list).flatMap((item) => {
    const node = item.kind === "map" ? valueAt(item, "source") : item;
    const first = item.kind === "map" ? [...item.entries.values()][0] : undefined;
    if (first && !node) {
      const params = { key: "source", place: `services.${service.name}.${section}`, example: "none" };
      return [finding("error", "missing-key", first.keySpan, params)];
    }
    const name = settledText(node);
    if (!node || name === undefined || project.sections[section].has(name)) return [];
    return missing(
      project,
      section,
      section === "secrets" ? "undefined-secret" : "undefined-config",
      name,
      node.span,
      service,
    );
  });
}

/** Which model is behind a name differs from machine to machine, so it is often told in a file of its own. */
function models(project: Project, service: Service): Diagnostic[] {
  const isElsewhere = project.sections.models.size === 0;
  return namesIn(valueAt(service.node, "models")).flatMap(({ name, span }) =>
    project.sections.models.has(name)
      ? []
      : missing(project, "models", "undefined-model", name, span, service, isElsewhere),
  );
}

function missing(
  project: Project,
  section: Section,
  text: string,
  name: string,
  span: Span,
  service: Service,
  isElsewhere = false,
): Diagnostic[] {
  const guess = closest(name, project.sections[section].keys());
  const params = { name, service: service.name, guess: guess ?? "none" };
  return undefinedName(
    project,
    text,
    span,
    params,
    guess === undefined ? define(project, section, name) : rename(span, name, guess),
    isElsewhere || isShared(project, section, span),
  );
}

/**
 * A file without the whole section may leave it to the file that it is used with, if it is of a kind that is
 * shared: bases for `extends`, or a template in an `x-` section.
 */
function isShared(project: Project, section: Section, span: Span): boolean {
  return project.sections[section].size === 0 && (project.hasBases || isInTemplate(project, span));
}

function isInTemplate(project: Project, span: Span): boolean {
  return [...project.root.entries.values()].some(
    ({ key, value }) =>
      key.startsWith("x-") &&
      value.span.source === span.source &&
      value.span.start <= span.start &&
      span.end <= value.span.end,
  );
}

function rename(span: Span, name: string, guess: string): Fix | undefined {
  const at = textOf(span).indexOf(name);
  if (at === -1) return undefined;
  const place = { ...span, start: span.start + at, end: span.start + at + name.length };
  return fixOf("fix-rename", { from: name, to: guess }, replaceSpan(place, guess));
}

/** Networks and volumes need no more than their name; the others need a source that only the author knows. */
function define(project: Project, section: Section, name: string): Fix | undefined {
  if (section !== "networks" && section !== "volumes") return undefined;
  const edit =
    project.fragment || !/^[a-zA-Z0-9._-]+$/.test(name) ? undefined : defineIn(project, section, name);
  return edit && fixOf("fix-define", { name, section }, edit);
}

function services(project: Project, service: Service): Diagnostic[] {
  const wanted = [
    ...dependenciesOf(service.node).map((dependency) => ({ ...dependency, key: "depends_on" })),
    ...otherNeedsOf(service).map((need) => ({ ...need, required: true })),
  ];
  return wanted.flatMap(({ service: name, span, key, required }) => {
    const target = project.services.get(name);
    if (name === "" || name.includes("$")) return [];
    if (!target) {
      const others = [...project.services.keys()].filter((other) => other !== service.name);
      const guess = closest(name, others);
      const params = { name, service: service.name, key, guess: guess ?? "none" };
      // Compose looks at a service behind a profile only once the profile is on.
      const isOff = key === "depends_on" && service.profiles.length > 0;
      const isElsewhere = guess === undefined && (isOff || isInTemplate(project, span));
      return undefinedName(
        project,
        "undefined-service",
        span,
        params,
        guess === undefined ? undefined : rename(span, name, guess),
        isElsewhere,
      );
    }
    const hidden =
      target.profiles.length > 0 && !service.profiles.some((profile) => target.profiles.includes(profile));
    if (!hidden || !required || (service.profiles.length > 0 && key !== "depends_on")) return [];
    const profiles = target.profiles.join(", ");
    return [finding("warning", "dependency-behind-profile", span, { name, service: service.name, profiles })];
  });
}

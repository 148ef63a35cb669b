import { finding, fixOf } from "../diagnostic.ts";
import { parseImageReference } from "../image-reference.ts";
import { settledText } from "../interpolation.ts";
import { canRun, type Project, type Service } from "../project.ts";
import { parseBytes } from "../quantities.ts";
import { replicasOf, settledNumber } from "../service-parts.ts";
import { lineOf, replaceSpan, type Span, textOf } from "../source.ts";
import { closest } from "../suggest.ts";
import { entriesOf, entryOf, textValue, valueAt } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices, undefinedName } from "./rule.ts";

/** What every service must have, and what it cannot have at once. */
export function services(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => [
    ...origin(project, service),
    ...image(service),
    ...restart(service),
    ...exclusive(service),
    ...replicas(service),
    ...links(service),
  ]);
}

function origin(project: Project, service: Service): Diagnostic[] {
  const text = settledText(valueAt(service.node, "image"));
  const isEmpty = text === "" && !entryOf(service.node, "build");
  if (service.open || (canRun(service) && !isEmpty)) return [];
  return undefinedName(project, "no-image-or-build", service.entry.keySpan, { service: service.name });
}

function image(service: Service): Diagnostic[] {
  const node = valueAt(service.node, "image");
  const text = settledText(node);
  if (!node || !text) return [];
  const reference = parseImageReference(text);
  if (!("problem" in reference)) return [];
  const lower = reference.problem === "image-upper-case" && textOf(node.span).includes(text);
  const fix = lower
    ? fixOf(
        "fix-replace",
        { text: reference.part },
        replaceSpan(node.span, textOf(node.span).replace(text, reference.part)),
      )
    : undefined;
  return [finding(isLeftOut(text) ? "warning" : "error", reference.problem, node.span, { image: text }, fix)];
}

/** `...` stands for something that the author did not write out. */
function isLeftOut(text: string): boolean {
  return text === "..." || text === "…";
}

const longestChain = 30;
const restartPolicies = ["no", "always", "on-failure", "unless-stopped"];

function restart(service: Service): Diagnostic[] {
  const node = valueAt(service.node, "restart");
  const text = settledText(node);
  if (node?.kind !== "scalar" || typeof node.value !== "string" || !text) return [];
  if (restartPolicies.includes(text) || /^on-failure:\d+$/.test(text)) return [];
  const guess = closest(text, restartPolicies);
  const params = {
    path: `services.${service.name}.restart`,
    value: text,
    allowed: restartPolicies.join(", "),
  };
  if (!guess) return [finding("error", "wrong-choice", node.span, params)];
  return [
    finding(
      "error",
      "wrong-choice-guess",
      node.span,
      { ...params, guess },
      fixOf("fix-replace", { text: guess }, replaceSpan(node.span, guess)),
    ),
  ];
}

function exclusive(service: Service): Diagnostic[] {
  const found: Diagnostic[] = [];
  const mode = entryOf(service.node, "network_mode");
  const networks = entryOf(service.node, "networks");
  const hasNetworks =
    networks &&
    (networks.value.kind === "list" ? networks.value.items.length > 0 : entriesOf(networks.value).length > 0);
  if (mode && networks && hasNetworks) {
    found.push(
      finding("error", "network-mode-with-networks", mode.keySpan, {
        service: service.name,
        line: lineOf(networks.keySpan),
      }),
    );
  }
  const build = valueAt(service.node, "build");
  const inline = entryOf(build, "dockerfile_inline");
  if (inline && entryOf(build, "dockerfile")) {
    found.push(finding("error", "dockerfile-twice", inline.keySpan, { service: service.name }));
  }
  return [...found, ...limitsTwice(service)];
}

/** The old and the new place of a limit may both be used only with the same value. */
function limitsTwice(service: Service): Diagnostic[] {
  const resources = valueAt(service.node, "deploy", "resources");
  const pairs: {
    key: string;
    place: string;
    node: typeof resources;
    read: (text: string) => number | undefined;
  }[] = [
    {
      key: "cpus",
      place: "deploy.resources.limits.cpus",
      node: valueAt(resources, "limits", "cpus"),
      read: Number,
    },
    {
      key: "mem_limit",
      place: "deploy.resources.limits.memory",
      node: valueAt(resources, "limits", "memory"),
      read: parseBytes,
    },
    {
      key: "mem_reservation",
      place: "deploy.resources.reservations.memory",
      node: valueAt(resources, "reservations", "memory"),
      read: parseBytes,
    },
    {
      key: "pids_limit",
      place: "deploy.resources.limits.pids",
      node: valueAt(resources, "limits", "pids"),
      read: Number,
    },
    {
      key: "scale",
      place: "deploy.replicas",
      node: valueAt(service.node, "deploy", "replicas"),
      read: Number,
    },
  ];
  return pairs.flatMap(({ key, place, node, read }) => {
    const entry = entryOf(service.node, key);
    const one = settledText(entry?.value);
    const other = settledText(node);
    if (!entry || !node || one === undefined || other === undefined || read(one) === read(other)) return [];
    return [
      finding("error", "limit-twice", entry.keySpan, {
        service: service.name,
        key,
        place,
        line: lineOf(node.span),
      }),
    ];
  });
}

function replicas(service: Service): Diagnostic[] {
  const wanted = replicasOf(service.node);
  if (!wanted?.entry) return [];
  if (wanted.count < 0)
    return [finding("error", "replicas-negative", wanted.entry.value.span, { service: service.name })];
  const name = entryOf(service.node, "container_name");
  if (wanted.count < 2 || !name) return [];
  const params = { service: service.name, count: wanted.count, line: lineOf(wanted.entry.keySpan) };
  return [finding("error", "container-name-with-replicas", name.keySpan, params)];
}

function links(service: Service): Diagnostic[] {
  const entry = entryOf(service.node, "links");
  return entry ? [finding("info", "links-legacy", entry.keySpan, { service: service.name })] : [];
}

/** Container names are one for the whole engine. */
export function containerNames(project: Project): Diagnostic[] {
  const seen = new Map<string, { service: string; span: Span }>();
  return ownServices(project).flatMap((service) => {
    const node = valueAt(service.node, "container_name");
    const name = settledText(node);
    if (!node || name === undefined || settledNumber(valueAt(service.node, "scale")) === 0) return [];
    const before = seen.get(name);
    seen.set(name, { service: service.name, span: node.span });
    const isAlternative =
      service.profiles.length > 0 || (project.services.get(before?.service ?? "")?.profiles.length ?? 0) > 0;
    if (!before || before.span === node.span || isAlternative) return [];
    const params = { name, service: service.name, other: before.service, line: lineOf(before.span) };
    return [finding("error", "container-name-taken", node.span, params)];
  });
}

/** A service that carries another one's name in its own file's `extends` must find it there. */
export function extensions(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => {
    const own = service.entry.value;
    const extension = entryOf(own, "extends")?.value;
    if (!extension || entryOf(extension, "file")) return [];
    const node = extension.kind === "map" ? valueAt(extension, "service") : extension;
    const name = textValue(node);
    if (!node || name === undefined || name.includes("$")) return [];
    if (name === service.name) return [finding("error", "extends-itself", node.span, { service: name })];
    if (project.services.has(name)) return extendsInCircle(project, service.name, node.span);
    const guess = closest(name, project.services.keys());
    return undefinedName(project, "undefined-service", node.span, {
      name,
      service: service.name,
      key: "extends",
      guess: guess ?? "none",
    });
  });
}

/** Follows `extends` within the file, as far as people ever chain it. */
function extendsInCircle(project: Project, start: string, span: Span): Diagnostic[] {
  const path = [start];
  while (path.length < longestChain) {
    const service = project.services.get(path.at(-1) ?? "");
    const extension = service ? entryOf(service.entry.value, "extends")?.value : undefined;
    if (!extension || entryOf(extension, "file")) return [];
    const next = textValue(extension) ?? textValue(valueAt(extension, "service"));
    if (next === start)
      return [finding("error", "extends-cycle", span, { cycle: [...path, start].join(" → ") })];
    if (next === undefined || path.includes(next)) return [];
    path.push(next);
  }
  return [];
}

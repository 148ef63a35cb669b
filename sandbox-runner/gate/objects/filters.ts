import { keepEvent } from "./event-filter.ts";
import { readFilters } from "./filter-text.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { matchesGlob } from "./glob.ts";
import { findContainer, findImage, type Inventory } from "./inventory.ts";
import { mangle } from "./names.ts";
import { prunableLabel } from "./network-create.ts";
import { keepPredefined } from "./predefined-networks.ts";
import { asList, asObject, asString, asStringList } from "./read-answer.ts";
import { engineError, Refusal, refuse } from "./refusal.ts";

export type FilterKind =
  | "containers"
  | "networks"
  | "volumes"
  | "images"
  | "events"
  | "prune-containers"
  | "prune-networks"
  | "prune-volumes"
  | "prune-images";

export type Filters = {
  /** JSON for the engine; with the sandbox's labels wherever the engine can filter by them. */
  query: string;
  /** What only the gate can decide, over the answer's views: the items that stay, as they are to be shown. */
  apply(views: Json[]): Json[];
  /** The same for the networks that every engine has, which the engine was not asked for. */
  applyPredefined(views: Json[]): Json[];
  keep(view: Json): boolean;
};

type Context = { sandbox: GateSandbox; inventory: Inventory };
type Test = (view: Json) => boolean;

/** The filters of each list and prune of the Engine API, version 1.51. */
const known: Record<FilterKind, readonly string[]> = {
  containers: [
    "ancestor",
    "before",
    "exited",
    "expose",
    "health",
    "id",
    "is-task",
    "label",
    "name",
    "network",
    "publish",
    "since",
    "status",
    "volume",
  ],
  networks: ["dangling", "driver", "id", "label", "name", "scope", "type"],
  volumes: ["dangling", "driver", "label", "name"],
  images: ["before", "dangling", "label", "reference", "since", "until"],
  events: ["container", "event", "image", "label", "network", "scope", "type", "volume"],
  "prune-containers": ["label", "label!", "until"],
  "prune-networks": ["label", "label!", "until"],
  "prune-volumes": ["all", "label", "label!"],
  "prune-images": ["dangling", "label", "label!", "until"],
};

/**
 * Decides the `filters` of a list, a prune or the event stream. Values within a filter are alternatives,
 * filters and labels must all hold: so adding the sandbox's labels can only narrow what the engine finds.
 */
export function decideFilters(text: string | undefined, kind: FilterKind, context: Context): Filters {
  const filters = readFilters(text, known[kind]);
  if (kind === "events") return eventFilters(filters);
  const tests: Test[] = [];
  const engine: Record<string, string[]> = {};
  for (const [name, values] of filters) {
    const test = testOf(kind, name, values);
    if (test) tests.push(test);
    else engine[name] = values.flatMap((value) => engineValue(kind, name, value, context));
  }
  if (kind !== "images") engine.label = [...(engine.label ?? []), ...ownLabels(context.sandbox)];
  // Several values of `label!` spare only what has all of them: so the sandbox's `bridge` lacks one of `label`.
  if (kind === "prune-networks") engine.label = [...(engine.label ?? []), prunableLabel];
  if (kind === "networks" && isTrue(filters.get("dangling") ?? [])) tests.push(isNotBridge);
  const keep: Test = (view) => tests.every((test) => test(view));
  const references = kind === "images" ? filters.get("reference") : undefined;
  return {
    query: Object.keys(engine).length > 0 ? JSON.stringify(engine) : "",
    keep,
    applyPredefined: (views) => views.filter((view) => keep(view) && keepPredefined(view, filters)),
    apply: (views) => views.filter(keep).map((view) => (references ? onlyTags(view, references) : view)),
  };
}

/** The labels by which the engine finds this student's objects. */
function ownLabels(sandbox: GateSandbox): string[] {
  return [
    `composelab.instance=${sandbox.instance}`,
    `composelab.sandbox=${sandbox.id}`,
    "composelab.role=tenant",
  ];
}

/** Events of networks and volumes carry no labels: the view drops the foreign ones, and tests the rest. */
function eventFilters(filters: Map<string, string[]>): Filters {
  const engine = Object.fromEntries([...filters].filter(([name]) => name === "type" || name === "event"));
  const keep: Test = (view) => keepEvent(view, filters);
  return {
    query: Object.keys(engine).length > 0 ? JSON.stringify(engine) : "",
    keep,
    applyPredefined: () => [],
    apply: (views) => views.filter(keep),
  };
}

/** Without quantifiers or groups a regular expression is safe to run here. */
const plainPattern = /^[\w.^$/ -]*$/;

/** The test of a filter that the engine cannot apply, because it sees other names and no host ports. */
function testOf(kind: FilterKind, name: string, values: string[]): Test | undefined {
  if (name === "publish") return (view) => values.some((value) => publishes(view, value));
  if (name === "reference")
    return (view) => values.some((value) => tagsOf(view).some((tag) => matchesReference(value, tag)));
  if (name === "dangling" && kind === "images")
    return (view) => isTrue(values) === (tagsOf(view).length === 0);
  if (name === "type" && kind === "networks") return typeTest(values);
  if (name !== "name" || !values.every((value) => plainPattern.test(value))) return undefined;
  return (view) =>
    values.some((value) => namesOf(view).some((item) => item === value || new RegExp(value).test(item)));
}

/** What the engine is asked in place of a value that the student wrote. */
function engineValue(kind: FilterKind, name: string, value: string, context: Context): string[] {
  const { sandbox, inventory } = context;
  if (name === "name") return [manglePattern(sandbox.id, value, kind)];
  if (name === "network") {
    if (value === "none" || value === "host") return [value];
    const network = inventory.networks.find((item) => item.name === value);
    return [network?.id ?? (/^[0-9a-f]+$/.test(value) ? value : mangle(sandbox.id, value))];
  }
  if (name === "volume" && !value.startsWith("/")) {
    return [inventory.volumes.find((item) => item.name === value)?.engineName ?? mangle(sandbox.id, value)];
  }
  if (name === "ancestor") return [ancestorId(value, context)];
  if (name === "before" || name === "since") {
    return [kind === "images" ? imageId(value, context) : findContainer(inventory, value).id];
  }
  if (name === "until" && !/^[\w:.+-]{1,64}$/.test(value))
    throw refuse("filter-value", { filter: name }, 400);
  return [value];
}

function imageId(reference: string, { inventory, sandbox }: Context): string {
  return findImage(inventory, sandbox, reference).id;
}

/** An image that is not there has no containers, which is no error. */
function ancestorId(reference: string, context: Context): string {
  try {
    return imageId(reference, context);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return `sha256:${"0".repeat(64)}`;
    throw error;
  }
}

/** A pattern for engine names out of one for the student's. */
function manglePattern(sandboxId: string, pattern: string, kind: FilterKind): string {
  const slash = kind === "containers" ? "/?" : "";
  const anchored = /^\^?\/?/.exec(pattern)?.[0] ?? "";
  const rest = pattern.slice(anchored.length);
  return anchored === "" ? `^${slash}${sandboxId}--.*(?:${rest})` : `^${slash}${sandboxId}--(?:${rest})`;
}

function namesOf(view: Json): string[] {
  const names = asStringList(view.Names);
  return names.length > 0 ? names.flatMap((name) => [name, name.slice(1)]) : [asString(view.Name)];
}

/** The engine takes the sandbox's own default network for one that can be unused. */
function isNotBridge(view: Json): boolean {
  return asString(view.Name) !== "bridge";
}

function networkType(view: Json): string {
  return ["bridge", "host", "none"].includes(asString(view.Name)) ? "builtin" : "custom";
}

function typeTest(values: string[]): Test {
  const wrong = values.find((value) => value !== "builtin" && value !== "custom");
  if (wrong !== undefined) throw engineError(400, `invalid filter: 'type'='${wrong}'`);
  return (view) => values.some((value) => networkType(view) === value);
}

function tagsOf(view: Json): string[] {
  return asStringList(view.RepoTags);
}

function onlyTags(view: Json, references: string[]): Json {
  const tags = tagsOf(view).filter((tag) => references.some((reference) => matchesReference(reference, tag)));
  return { ...view, RepoTags: tags };
}

/** A pattern matches a whole reference or its name without the tag. */
function matchesReference(pattern: string, tag: string): boolean {
  return matchesGlob(pattern, tag) || matchesGlob(pattern, tag.replace(/:[^:/]*$/, ""));
}

function publishes(view: Json, value: string): boolean {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/.exec(value);
  if (!match) throw refuse("filter-value", { filter: "publish" }, 400);
  const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
  return asList(view.Ports)
    .map(asObject)
    .some((port) => {
      const published = Number(port.PublicPort ?? -1);
      return published >= first && published <= last && port.Type === (match[3] ?? "tcp");
    });
}

function isTrue(values: string[]): boolean {
  const wrong = values.find((value) => !["0", "1", "true", "false"].includes(value));
  if (wrong !== undefined) throw engineError(400, `invalid filter 'dangling=[${wrong}]'`);
  return values.some((value) => value === "1" || value === "true");
}

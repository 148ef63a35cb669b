import { type Fix, finding, fixOf } from "./diagnostic.ts";
import { keysAt, plainType, schemasAt, typeOfNode } from "./schema-walk.ts";
import { deleteLines, replaceSpan, type Span, textOf } from "./source.ts";
import { closest } from "./suggest.ts";
import { type Entry, nodeAt, type YamlMap, type YamlNode } from "./tree.ts";
import type { Diagnostic } from "./types.ts";

/** One thing that the schema does not allow. `path` leads to the value; `expected` are JSON schema's types. */
export type SchemaError = {
  keyword: string;
  params: Record<string, unknown>;
  path: string[];
  expected: string[];
};

/** Says in plain words what the schema does not allow. */
export function explainSchemaError(root: YamlMap, error: SchemaError): Diagnostic | undefined {
  const found = nodeAt(root, error.path);
  const span = placeOf(found.node, found.entry, root, error.path);
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(error, found.node);
    case "type":
      return wrongType(error, found.node, span);
    case "required":
      return missingKey(error, found.node, span);
    case "enum":
      return wrongChoice(error, found.node, span);
    case "pattern":
      return wrongPattern(error, span);
    default:
      return finding("error", "value-not-allowed", span, { path: pathText(error.path) });
  }
}

function unknownKey(error: SchemaError, map: YamlNode): Diagnostic | undefined {
  const key = String(error.params.additionalProperty);
  const entry = map.kind === "map" ? map.entries.get(key) : undefined;
  if (!entry || map.kind !== "map") return undefined;
  const path = steps(error.path);
  const known = [...keysAt(path).keys()];
  const joined = splitByColon(map, entry, error.path, known);
  if (joined) return joined;
  if (known.length === 0) return finding("error", "invalid-name", entry.keySpan, { name: key });
  if (path.length === 0) {
    const atRoot = unknownAtRoot(entry, known);
    if (atRoot) return atRoot;
  }
  const place = pathText(error.path);
  const elsewhere = placeElsewhere(path, key);
  if (elsewhere) return finding("error", elsewhere.text, entry.keySpan, { key, place, home: elsewhere.home });
  const absent = known.filter((name) => !map.entries.has(name));
  const guess = closest(key, absent);
  if (guess) {
    const fix = fixOf("fix-rename", { from: key, to: guess }, replaceSpan(entry.keySpan, guess));
    return finding("error", "unknown-key-guess", entry.keySpan, { key, place, guess }, fix);
  }
  if (path.length > 0) return finding("error", "unknown-key", entry.keySpan, { key, place });
  return finding("error", "unknown-key-at-root", entry.keySpan, { key, known: known.join(", ") });
}

/** A key that exists, but not here; the texts' names are those of the catalogue. */
function placeElsewhere(path: (string | number)[], key: string): { text: string; home: string } | undefined {
  if (path.length === 0) return undefined;
  const home = path.length === 2 && path[0] === "services" ? homeOf(key) : undefined;
  if (home) return { text: "misplaced-key", home };
  if (keysAt([]).has(key)) return { text: "key-belongs-to-root", home: "" };
  const isServiceKey = path[0] === "services" && keysAt(["services", "x"]).has(key);
  return isServiceKey ? { text: "key-belongs-to-service", home: "" } : undefined;
}

/** `- data: /var/lib` or `- A: 1`: a blank after the colon makes a map of what should be one text. */
function splitByColon(map: YamlMap, entry: Entry, path: string[], known: string[]): Diagnostic | undefined {
  const list = path.at(-2);
  if (!/^\d+$/.test(path.at(-1) ?? "") || map.entries.size !== 1 || known.includes(entry.key))
    return undefined;
  if (list !== "volumes" && list !== "ports") return undefined;
  return joinItem(entry, ":", list);
}

function joinItem(entry: Entry, separator: string, list: string): Diagnostic | undefined {
  if (entry.value.kind !== "scalar") return undefined;
  const whole: Span = { ...entry.keySpan, end: Math.max(entry.value.span.end, entry.keySpan.end) };
  const value = entry.value.value === null ? "" : textOf(entry.value.span);
  const text = `${textOf(entry.keySpan)}${separator}${value}`;
  const sure = /^[\w./~:=@+,-]+$/.test(text) && value !== "";
  const fix = sure
    ? fixOf("fix-replace", { text }, replaceSpan(whole, list === "ports" ? `"${text}"` : text))
    : undefined;
  return finding("error", "item-split-by-colon", whole, { text, list }, fix);
}

/** A service that was written without `services:` above it, or a misspelt section. */
function unknownAtRoot(entry: Entry, known: string[]): Diagnostic | undefined {
  const key = entry.key;
  const serviceKeys = keysAt(["services", "x"]);
  const looksLikeService =
    entry.value.kind === "map" &&
    ["image", "build", "ports", "command"].some(
      (name) => entry.value.kind === "map" && entry.value.entries.has(name),
    );
  if (looksLikeService && !closest(key, known))
    return finding("error", "service-at-root", entry.keySpan, { name: key });
  if (serviceKeys.has(key) && !closest(key, known))
    return finding("error", "service-key-at-root", entry.keySpan, { key });
  return undefined;
}

function wrongType(error: SchemaError, node: YamlNode, span: Span): Diagnostic | undefined {
  const path = pathText(error.path);
  const actual = typeOfNode(node);
  const key = error.path.findLast((step) => !/^\d+$/.test(step)) ?? "";
  const place = error.path.join("/");
  if (error.path.length === 2 && error.path[0] === "services" && keysAt(["services", "x"]).has(key)) {
    return finding("error", "service-key-at-services", span, { key });
  }
  const glued =
    node.kind === "scalar" && typeof node.value === "string" && /^[A-Za-z_][\w-]*:\S/.test(node.value);
  const expected = expectation(error.expected);
  if (glued && expected === "map") {
    return finding("error", "yaml-missing-space", span, { key: String(node.value).split(":", 1)[0] ?? "" });
  }
  if (node.kind === "map" && /^\d+$/.test(error.path.at(-1) ?? "") && node.entries.size === 1) {
    const entry = [...node.entries.values()][0];
    const separator = /environment|labels|args|annotations|sysctls/.test(place) ? "=" : ":";
    const joined = entry && joinItem(entry, separator, key);
    if (joined) return joined;
  }
  const example = exampleOf(key, error.path);
  // The one empty section that Compose lets pass.
  if (actual === "null" && place === "include") return undefined;
  if (actual === "null")
    return finding("error", "empty-value", span, { path, expected, example }, deleteEmpty(node, span));
  return finding("error", "wrong-type", span, { path, expected, actual, example }, typeFix(expected, node));
}

/** An empty key means nothing to Compose but an error; its line can go. */
function deleteEmpty(node: YamlNode, keySpan: Span): Fix | undefined {
  const isKey = keySpan.end > keySpan.start && keySpan.source.text.slice(keySpan.end).startsWith(":");
  const rest = isKey ? keySpan.source.text.slice(keySpan.end + 1).split("\n", 1)[0] : undefined;
  const before = keySpan.source.text.slice(0, keySpan.start).split("\n").at(-1);
  if (node.kind !== "scalar" || rest === undefined || rest.trim() !== "" || before?.trim() !== "")
    return undefined;
  return fixOf("fix-delete-line", {}, deleteLines({ ...keySpan, end: keySpan.end + 1 }));
}

function typeFix(expected: string, node: YamlNode): Fix | undefined {
  if (node.kind !== "scalar" || node.value === null) return undefined;
  const text = textOf(node.span);
  if (expected === "text" && typeof node.value !== "string") {
    return fixOf("fix-quote", {}, replaceSpan(node.span, `"${text}"`));
  }
  if (expected.startsWith("list") && !text.includes("\n")) {
    const item = node.quoted ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
    return fixOf("fix-make-list", {}, replaceSpan(node.span, `[${item}]`));
  }
  return undefined;
}

function missingKey(error: SchemaError, node: YamlNode, span: Span): Diagnostic | undefined {
  const key = String(error.params.missingProperty);
  const known = new Set(keysAt(steps(error.path)).keys());
  const only = node.kind === "map" && node.entries.size === 1 ? [...node.entries.values()][0] : undefined;
  // The other error at this item says it better: the colon split one text in two.
  if (only && !known.has(only.key) && /^\d+$/.test(error.path.at(-1) ?? "")) return undefined;
  const at = node.kind === "map" && span.start === node.span.start ? firstKey(node, span) : span;
  return finding("error", "missing-key", at, {
    key,
    place: pathText(error.path),
    example: exampleOf(key, [...error.path, key]),
  });
}

function wrongChoice(error: SchemaError, node: YamlNode, span: Span): Diagnostic {
  const allowed = Array.isArray(error.params.allowedValues) ? error.params.allowedValues.map(String) : [];
  const value = node.kind === "scalar" ? String(node.value) : "";
  const guess = closest(value, allowed) ?? allowed.find((name) => value !== "" && name.endsWith(`_${value}`));
  const params = { path: pathText(error.path), value, allowed: allowed.join(", ") };
  if (!guess) return finding("error", "wrong-choice", span, params);
  const fix = fixOf("fix-replace", { text: guess }, replaceSpan(span, guess));
  return finding("error", "wrong-choice-guess", span, { ...params, guess }, fix);
}

function wrongPattern(error: SchemaError, span: Span): Diagnostic {
  const key = error.path.at(-1);
  if (key === "pull_policy") {
    return finding("error", "wrong-choice", span, {
      path: pathText(error.path),
      value: textOf(span),
      allowed: "always, never, missing, if_not_present, build, daily, weekly, every_<duration>",
    });
  }
  if (key === "container_name") return finding("error", "container-name-form", span, { name: textOf(span) });
  return finding("error", "value-not-allowed", span, { path: pathText(error.path) });
}

/** Underlines the value when it is short and on the key's own line; else the key, or the item's first key. */
function placeOf(node: YamlNode, entry: Entry | undefined, root: YamlMap, path: string[]): Span {
  if (node.kind === "scalar" && node.value !== null) return node.span;
  if (entry) return entry.keySpan;
  if (path.length === 0) return firstKey(root, root.span);
  return node.kind === "map" ? firstKey(node, node.span) : node.span;
}

function firstKey(map: YamlMap, otherwise: Span): Span {
  return [...map.entries.values()][0]?.keySpan ?? otherwise;
}

/** Where in a service a key belongs that stands right under the service. */
function homeOf(key: string): string | undefined {
  const places = [
    "build",
    "healthcheck",
    "deploy",
    "deploy.resources",
    "deploy.resources.limits",
    "logging",
    "develop",
  ];
  return places.find((place) => keysAt(["services", "x", ...place.split(".")]).has(key));
}

/** One word for a set of types; strings beside numbers and booleans are there for variables only. */
function expectation(types: string[]): string {
  const names = new Set(types.map(plainType));
  names.delete("null");
  if (names.has("number") || names.has("boolean")) names.delete("text");
  const order = ["text", "number", "boolean", "list", "map"];
  return order.filter((name) => names.has(name)).join("_or_");
}

const examples: Record<string, string> = {
  build: "build: ./app",
  command: 'command: ["npm", "start"]',
  condition: "condition: service_healthy",
  container_name: "container_name: shop-db",
  context: "context: ./app",
  cpus: 'cpus: "0.5"',
  depends_on: "depends_on: [db]",
  deploy: "deploy: { replicas: 2 }",
  driver: "driver: bridge",
  env_file: "env_file: .env",
  environment: "environment: { LOG_LEVEL: debug }",
  expose: 'expose: ["8080"]',
  healthcheck: 'healthcheck: { test: ["CMD", "pg_isready"] }',
  hostname: "hostname: web",
  image: "image: nginx:alpine",
  interval: "interval: 10s",
  labels: "labels: { role: web }",
  memory: "memory: 512M",
  networks: "networks: [backend]",
  ports: 'ports: ["8080:80"]',
  profiles: "profiles: [debug]",
  replicas: "replicas: 2",
  restart: "restart: unless-stopped",
  retries: "retries: 3",
  secrets: "secrets: [db_password]",
  start_period: "start_period: 5s",
  target: "target: 80",
  test: 'test: ["CMD", "pg_isready"]',
  timeout: "timeout: 3s",
  type: "type: volume",
  user: 'user: "1000:1000"',
  volumes: "volumes: [data:/var/lib/data]",
};

const topLevelExamples: Record<string, string> = {
  configs: "configs: { app: { file: ./app.conf } }",
  networks: "networks: { backend: {} }",
  secrets: "secrets: { db_password: { file: ./db_password.txt } }",
  services: "services: { web: { image: nginx:alpine } }",
  version: "",
  volumes: "volumes: { data: {} }",
};

/** A line that would be right, or `none`. */
function exampleOf(key: string, path: string[]): string {
  if (path.length === 1) return topLevelExamples[key] || "none";
  return examples[key] ?? "none";
}

/** `services.web.ports[0]`, as people write it; the top of the file is an empty text. */
function pathText(path: string[]): string {
  return path
    .map((step, at) => (/^\d+$/.test(step) && at > 0 ? `[${step}]` : at > 0 ? `.${step}` : step))
    .join("");
}

/** The same path for the schema, where places in lists are numbers. */
function steps(path: string[]): (string | number)[] {
  const result: (string | number)[] = [];
  for (const step of path) {
    const isIndex = /^\d+$/.test(step) && schemasAt(result).some((node) => node.items);
    result.push(isIndex ? Number(step) : step);
  }
  return result;
}

import { finding, fixOf } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import { parseMount } from "../mounts.ts";
import type { Project, Service } from "../project.ts";
import { parseBoolean, parseBytes, parseDuration } from "../quantities.ts";
import { lineOf, replaceSpan, textOf } from "../source.ts";
import { entriesOf, itemsOf, textValue, valueAt, type YamlNode } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

const durations = [
  "healthcheck.interval",
  "healthcheck.timeout",
  "healthcheck.start_period",
  "healthcheck.start_interval",
  "stop_grace_period",
  "deploy.update_config.delay",
  "deploy.update_config.monitor",
  "deploy.rollback_config.delay",
  "deploy.rollback_config.monitor",
  "deploy.restart_policy.delay",
  "deploy.restart_policy.window",
];
const sizes = [
  "mem_limit",
  "mem_reservation",
  "memswap_limit",
  "shm_size",
  "build.shm_size",
  "deploy.resources.limits.memory",
  "deploy.resources.reservations.memory",
];
const booleans = [
  "init",
  "privileged",
  "read_only",
  "stdin_open",
  "tty",
  "oom_kill_disable",
  "healthcheck.disable",
];
const wholeNumbers = [
  "deploy.replicas",
  "scale",
  "healthcheck.retries",
  "pids_limit",
  "oom_score_adj",
  "cpu_shares",
];
const numbers = ["cpus", "deploy.resources.limits.cpus", "deploy.resources.reservations.cpus"];

/** Values that the schema lets through as text and Compose then cannot read. */
export function values(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => [
    ...check(service, durations, "bad-duration", (text) => parseDuration(text) !== undefined),
    ...check(service, sizes, "bad-size", (text) => text === "-1" || parseBytes(text) !== undefined),
    ...check(service, booleans, "bad-boolean", (text) => parseBoolean(text) !== undefined),
    ...check(service, wholeNumbers, "bad-whole-number", (text) => /^[-+]?\d+$/.test(text)),
    ...check(service, ["healthcheck.retries"], "bad-whole-number", (text) => !text.startsWith("-")),
    ...check(service, numbers, "bad-number", (text) => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)),
    ...mounts(service),
    ...extraHosts(service),
    ...watch(service),
  ]);
}

function check(
  service: Service,
  paths: string[],
  name: string,
  reads: (text: string) => boolean,
): Diagnostic[] {
  return paths.flatMap((path) => {
    const node = valueAt(service.node, ...path.split("."));
    const text = node?.kind === "scalar" && typeof node.value !== "boolean" ? settledText(node) : undefined;
    if (!node || text === undefined || reads(text)) return [];
    const repaired = text.replaceAll(/\s+/g, "");
    const fix =
      repaired !== text && reads(repaired)
        ? fixOf("fix-replace", { text: repaired }, replaceSpan(node.span, repaired))
        : undefined;
    return [
      finding("error", name, node.span, { path: `services.${service.name}.${path}`, value: text }, fix),
    ];
  });
}

function mounts(service: Service): Diagnostic[] {
  const targets = new Map<string, YamlNode>();
  return itemsOf(valueAt(service.node, "volumes")).flatMap((item) => {
    if (item.kind === "map") return longMount(service, item, targets);
    const text = settledText(item);
    const spec = text === undefined ? undefined : parseMount(text);
    if (!spec || text === undefined) return [];
    if ("problem" in spec) {
      const severity = spec.problem === "mount-options" ? "warning" : "error";
      return [finding(severity, spec.problem, item.span, { service: service.name, text, part: spec.part })];
    }
    const found = mountedTwice(service, spec.target, item, targets);
    if (spec.source !== undefined && !/^(\/|[A-Za-z]:|\\\\|\$)/.test(spec.target)) {
      found.push(
        finding("error", "mount-target-relative", item.span, { service: service.name, target: spec.target }),
      );
    }
    return found;
  });
}

function longMount(service: Service, item: YamlNode, targets: Map<string, YamlNode>): Diagnostic[] {
  const type = settledText(valueAt(item, "type"));
  const target = settledText(valueAt(item, "target"));
  const typeNode = valueAt(item, "type");
  if (!typeNode) return [];
  const found: Diagnostic[] = [];
  if (valueAt(item, "target") === undefined) {
    found.push(finding("error", "mount-no-target", typeNode.span, { service: service.name }));
  }
  if (type === "bind" && valueAt(item, "source") === undefined) {
    found.push(finding("error", "mount-no-source", typeNode.span, { service: service.name }));
  }
  return target === undefined ? found : [...found, ...mountedTwice(service, target, item, targets)];
}

/** Compose silently keeps the last of two mounts at one place. */
function mountedTwice(
  service: Service,
  target: string,
  item: YamlNode,
  targets: Map<string, YamlNode>,
): Diagnostic[] {
  const before = targets.get(target);
  targets.set(target, item);
  if (!before || before.span === item.span || before.span.source !== item.span.source) return [];
  return [
    finding("warning", "mounted-twice", item.span, {
      service: service.name,
      target,
      line: lineOf(before.span),
    }),
  ];
}

function extraHosts(service: Service): Diagnostic[] {
  return itemsOf(valueAt(service.node, "extra_hosts")).flatMap((item) => {
    const text = settledText(item);
    if (text === undefined || /[:=]\S/.test(text)) return [];
    return [finding("error", "extra-host-no-address", item.span, { service: service.name, text })];
  });
}

function watch(service: Service): Diagnostic[] {
  return itemsOf(valueAt(service.node, "develop", "watch")).flatMap((item) => {
    const action = valueAt(item, "action");
    const text = settledText(action);
    if (!action || !text?.startsWith("sync") || valueAt(item, "target")) return [];
    return [finding("error", "watch-no-target", action.span, { service: service.name, action: text })];
  });
}

/** `environment` and its like as lists: blanks and quotes become part of what the program sees. */
export function environment(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) =>
    itemsOf(valueAt(service.node, "environment")).flatMap((item) => listEntry(service, item)),
  );
}

function listEntry(service: Service, item: YamlNode): Diagnostic[] {
  const text = textValue(item);
  const split = text === undefined ? undefined : /^([^=]*?)(\s*)=(\s*)(.*)$/s.exec(text);
  if (!split || item.kind !== "scalar") return [];
  const [, name = "", before = "", after = "", value = ""] = split;
  const isPlain = !item.quoted && !/["'#]/.test(value);
  const repaired = `${name.trim()}=${value}`;
  const fix = isPlain
    ? fixOf("fix-replace", { text: repaired }, replaceSpan(item.span, repaired))
    : undefined;
  if (before)
    return [finding("error", "environment-blank-in-name", item.span, { service: service.name, name }, fix)];
  if (after && value)
    return [
      finding("warning", "environment-blank-in-value", item.span, { service: service.name, name }, fix),
    ];
  const quotes = /^(["'])(.*)\1$/s.exec(value);
  if (!quotes || item.quoted) return [];
  const bare = `${name}=${quotes[2]}`;
  const sure = textOf(item.span) === text && !/[#:"'\\]/.test(bare) && !/^\s|\s$/.test(bare);
  const unquote = sure ? fixOf("fix-replace", { text: bare }, replaceSpan(item.span, bare)) : undefined;
  return [
    finding("warning", "environment-quotes-in-value", item.span, { service: service.name, name }, unquote),
  ];
}

/** Dates without quotes are dates to Compose's reader of YAML, which nothing in a Compose file may be. */
export function dates(project: Project): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: YamlNode) => {
    if (node.kind === "map") for (const entry of entriesOf(node)) visit(entry.value);
    else if (node.kind === "list") for (const item of node.items) visit(item);
    else if (!node.quoted && typeof node.value === "string" && isDate(node.value)) {
      const text = textOf(node.span);
      found.push(
        finding(
          "error",
          "unquoted-date",
          node.span,
          { text },
          fixOf("fix-quote", {}, replaceSpan(node.span, `"${text}"`)),
        ),
      );
    }
  };
  visit(project.root);
  return found;
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) || /^\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d{2}:\d{2}(\.\d*)?/.test(text)
  );
}

import { type Fix, finding, fixOf } from "../diagnostic.ts";
import type { Project, Service } from "../project.ts";
import { environmentOf } from "../service-parts.ts";
import { replaceSpan, textOf } from "../source.ts";
import { type Entry, entryOf, textValue, valueAt, type YamlNode } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

const operators = new Set(["&&", "||", "|", ";", ">", ">>", "<", "2>&1"]);
const shell = /^(\S*\/)?(ba|da|a|z|k)?sh$/;

/** Commands that look like a shell's, in a place where no shell reads them. */
export function commands(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) =>
    ["command", "entrypoint"].flatMap((key) => {
      const entry = entryOf(service.node, key);
      return entry ? [...command(service, key, entry), ...variables(project, service, entry.value)] : [];
    }),
  );
}

/** The test of a health check is the place where a container's own variables are wanted most. */
export function healthVariables(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => {
    const test = valueAt(service.node, "healthcheck", "test");
    return test ? variables(project, service, test) : [];
  });
}

function command(service: Service, key: string, entry: Entry): Diagnostic[] {
  const words =
    entry.value.kind === "list"
      ? entry.value.items.map((item) => textValue(item) ?? "")
      : shellWords(textValue(entry.value) ?? "");
  if (!words) {
    return [
      finding("error", "command-unclosed-quote", firstLine(entry.value.span), { service: service.name, key }),
    ];
  }
  if (readsWithShell(service, key, words)) return [];
  const operator = words.findIndex((word) => operators.has(word));
  if (operator > 0) {
    const span =
      entry.value.kind === "list" ? (entry.value.items[operator]?.span ?? entry.keySpan) : entry.value.span;
    return [
      finding(
        "warning",
        "command-operator",
        firstLine(span),
        { service: service.name, key, operator: words[operator] ?? "" },
        inShell(entry.value),
      ),
    ];
  }
  const only = entry.value.kind === "list" && words.length === 1 ? (words[0] ?? "") : "";
  if (!/^[\w./-]+(\s+[\w./:=@-]+)+$/.test(only)) return [];
  const item = entry.value.kind === "list" ? entry.value.items[0] : undefined;
  const list = only
    .split(/\s+/)
    .map((word) => `"${word}"`)
    .join(", ");
  const isFlow = item && textOf(entry.value.span).startsWith("[");
  const fix = isFlow ? fixOf("fix-replace", { text: `[${list}]` }, replaceSpan(item.span, list)) : undefined;
  return [
    finding(
      "warning",
      "command-one-word",
      item?.span ?? entry.keySpan,
      { service: service.name, key, text: only },
      fix,
    ),
  ];
}

/** `sh -c "…"`, or an entrypoint that hands the command to a shell. */
function readsWithShell(service: Service, key: string, words: string[]): boolean {
  if (words.slice(0, 3).some((word) => shell.test(word)) || words.includes("-c")) return true;
  if (key !== "command") return false;
  const entrypoint = valueAt(service.node, "entrypoint");
  if (!entrypoint) return false;
  const before =
    entrypoint.kind === "list"
      ? entrypoint.items.map((item) => textValue(item) ?? "")
      : (textValue(entrypoint) ?? "").split(/\s+/);
  return before.some((word) => shell.test(word));
}

function inShell(node: YamlNode): Fix | undefined {
  if (node.kind !== "scalar" || node.quoted || typeof node.value !== "string") return undefined;
  const text = textOf(node.span);
  if (/["'\\$\n]/.test(text)) return undefined;
  const whole = `sh -c "${text}"`;
  return fixOf("fix-replace", { text: whole }, replaceSpan(node.span, whole));
}

/** Splits like a shell; nothing when the quotes do not close. An operator in quotes is no operator. */
function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/gsy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) return text.slice(at).trim() === "" ? words : undefined;
    const word = found[1] ?? "";
    words.push(/["'\\]/.test(word) ? `"${word}` : word);
  }
  return words;
}

/** `$NAME` of a variable that only the container has: Compose replaces it before the container sees it. */
function variables(project: Project, service: Service, node: YamlNode): Diagnostic[] {
  const own = environmentOf(service.node).filter(({ raw }) => raw !== "" && !raw.includes("$"));
  const items = node.kind === "list" ? node.items : [node];
  const dotEnv = project.files.get(".env") ?? "";
  return items.flatMap((item) => {
    const text = item.kind === "scalar" && typeof item.value === "string" ? item.value : "";
    const name = own.find((variable) =>
      new RegExp(`(^|[^$])\\$(${variable.name}\\b|\\{${variable.name}\\})`).test(text),
    )?.name;
    if (name === undefined || new RegExp(`^\\s*(export\\s+)?${name}=`, "m").test(dotEnv)) return [];
    const written = textOf(item.span);
    const escaped = written.replaceAll(
      new RegExp(`(^|[^$])(\\$(?:${name}\\b|\\{${name}\\}))`, "g"),
      "$1$$$2",
    );
    const fix = fixOf("fix-escape-variable", { name }, replaceSpan(item.span, escaped));
    return [
      finding("warning", "variable-of-container", firstLine(item.span), { service: service.name, name }, fix),
    ];
  });
}

function firstLine<Place extends { start: number; end: number; source: { text: string } }>(
  span: Place,
): Place {
  const length = span.source.text.slice(span.start, span.end).split("\n", 1)[0]?.trimEnd().length ?? 1;
  return { ...span, end: span.start + Math.max(1, length) };
}

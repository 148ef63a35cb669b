import { type Fix, finding, fixOf } from "../diagnostic.ts";
import type { Project } from "../project.ts";
import { replaceSpan, type Span, textOf } from "../source.ts";
import { type Entry, entryOf, textValue, valueAt, type YamlList } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

const kinds = new Set(["CMD", "CMD-SHELL", "NONE"]);
const operators = new Set(["&&", "||", "|", ";", ">", ">>", "<", "2>&1"]);

/** The forms of `healthcheck.test` that are easy to get wrong. */
export function health(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => {
    const healthcheck = valueAt(service.node, "healthcheck");
    const test = entryOf(healthcheck, "test");
    if (test?.value.kind !== "list") return [];
    return listForm(test, test.value, service.name);
  });
}

function listForm(entry: Entry, list: YamlList, service: string): Diagnostic[] {
  const items = list.items.map((item) => textValue(item) ?? "");
  const [first] = items;
  if (first === undefined || first.includes("$")) return [];
  const span = list.items[0]?.span ?? entry.keySpan;
  if (!kinds.has(first))
    return [finding("error", "healthcheck-no-kind", span, { service, first }, addKind(list, items))];
  if (first === "CMD-SHELL" && items.length > 2) {
    return [
      finding(
        "warning",
        "healthcheck-shell-parts",
        list.items[2]?.span ?? span,
        { service },
        joined(list, items.slice(1)),
      ),
    ];
  }
  if (first !== "CMD") return [];
  const operator = items.findIndex((item) => operators.has(item));
  const usesShell = /^(\/bin\/|\/usr\/bin\/)?(ba|da|a|z)?sh$/.test(items[1] ?? "");
  if (operator > 0 && !usesShell) {
    const at = list.items[operator]?.span ?? span;
    return [
      finding(
        "warning",
        "healthcheck-operator",
        at,
        { service, operator: items[operator] ?? "" },
        joined(list, items.slice(1)),
      ),
    ];
  }
  if (items.length === 2 && /\s/.test(items[1] ?? "")) {
    return [
      finding(
        "warning",
        "healthcheck-one-word",
        list.items[1]?.span ?? span,
        { service },
        joined(list, items.slice(1)),
      ),
    ];
  }
  return [];
}

function addKind(list: YamlList, items: string[]): Fix | undefined {
  const isFlow = textOf(list.span).startsWith("[");
  const first = list.items[0];
  if (!first || !isFlow) return undefined;
  const kind = items.length === 1 && /\s/.test(items[0] ?? "") ? "CMD-SHELL" : "CMD";
  const at: Span = { ...first.span, end: first.span.start };
  return fixOf("fix-insert", { text: `"${kind}"` }, replaceSpan(at, `"${kind}", `));
}

/** One shell command out of its pieces; only where no piece needs quoting. */
function joined(list: YamlList, words: string[]): Fix | undefined {
  const isFlow = textOf(list.span).startsWith("[");
  const plain = words.every((word) => /^[^"'\\`$]+$/.test(word));
  const simple = words.every((word) => operators.has(word) || !/\s/.test(word)) || words.length === 1;
  if (!isFlow || !plain || !simple) return undefined;
  const text = `["CMD-SHELL", "${words.join(" ")}"]`;
  return fixOf("fix-replace", { text }, replaceSpan(list.span, text));
}

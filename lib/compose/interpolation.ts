import type { YamlNode } from "./tree.ts";

/** One `${…}` or `$NAME`. `argument` is what follows the operator: a default, a message or an alternative. */
type Variable = { name: string; operator: string; argument: string };

/** A text with Compose's variables. `invalid` is the piece that is no variable although it begins like one. */
type Template = {
  /** The text with every default filled in; what has no default stays as it was written. */
  text: string;
  /** Nothing is left that only the reader's environment can say. */
  resolved: boolean;
  variables: Variable[];
  invalid?: string;
};

const plainName = /[_a-z][_a-z0-9]*/iy;

/** Reads variables as Compose does (Compose specification, "Interpolation"). */
export function readTemplate(text: string): Template {
  const variables: Variable[] = [];
  let resolved = true;
  let invalid: string | undefined;
  let output = "";
  for (let at = 0; at < text.length; ) {
    const next = text[at + 1];
    if (text[at] !== "$") {
      output += text[at++];
    } else if (next === "$") {
      output += "$";
      at += 2;
    } else if (next === "{") {
      const end = closingBrace(text, at + 2);
      const variable = end === -1 ? undefined : readBraced(text.slice(at + 2, end));
      const written = text.slice(at, end === -1 ? at + 12 : end + 1);
      if (variable) {
        const value = withoutEnvironment(variable, variables);
        variables.push(variable);
        resolved &&= value !== undefined;
        output += value ?? written;
      } else {
        invalid ??= written;
        output += written;
      }
      at += written.length;
    } else {
      const name = nameAt(text, at + 1);
      if (name) {
        variables.push({ name, operator: "", argument: "" });
        resolved = false;
      }
      output += text.slice(at, at + 1 + name.length);
      at += 1 + name.length;
    }
  }
  return invalid === undefined
    ? { text: output, resolved, variables }
    : { text: output, resolved: false, variables, invalid };
}

/** A scalar's text after defaults are filled in; nothing when it depends on the reader's environment. */
export function settledText(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  if (typeof node.value !== "string") return String(node.value);
  if (!node.value.includes("$")) return node.value;
  const template = readTemplate(node.value);
  return template.resolved ? template.text : undefined;
}

/** True when only the reader's environment says what the scalar becomes. */
export function isUnsettled(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value !== null && settledText(node) === undefined;
}

/** The value without an environment, or nothing when there is none. Variables in a default are collected. */
function withoutEnvironment(variable: Variable, collected: Variable[]): string | undefined {
  if (variable.operator.endsWith("+")) return "";
  if (!variable.operator.endsWith("-")) return undefined;
  const inner = readTemplate(variable.argument);
  collected.push(...inner.variables);
  return inner.resolved ? inner.text : undefined;
}

function readBraced(inner: string): Variable | undefined {
  const name = nameAt(inner, 0);
  const rest = inner.slice(name.length);
  if (!name) return undefined;
  if (!rest) return { name, operator: "", argument: "" };
  const operator = /^:?[-+?]/.exec(rest)?.[0];
  return operator ? { name, operator, argument: rest.slice(operator.length) } : undefined;
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{" && text[at - 1] === "$") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  return -1;
}

function nameAt(text: string, at: number): string {
  plainName.lastIndex = at;
  return plainName.exec(text)?.[0] ?? "";
}

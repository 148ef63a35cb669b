import { refuse } from "./refusal.ts";

/** One instruction, its continuation lines joined; `line` is where it begins, from 1; `text` is the whole of it. */
export type Instruction = { line: number; name: string; rest: string; text: string };

const longest = 262_144;
const directive = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/;
const comment = /^[ \t]*#/;
const continued = /^([\s\S]*[^\\])\\[ \t]*$|^()\\[ \t]*$/;

/**
 * Takes a Dockerfile apart into instructions, by the rules of the engine's parser (BuildKit's
 * `dockerfile/parser`, which the classic builder uses too).
 */
export function readInstructions(text: string): Instruction[] {
  if (text.length > longest) throw refuse("dockerfile-size", { longest }, 400);
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => line.replace(/\r+$/, ""));
  checkDirectives(lines);
  const instructions: Instruction[] = [];
  let joined: { line: number; text: string } | undefined;
  for (const [index, line] of lines.entries()) {
    if (comment.test(line) || (joined && line.trim() === "")) continue;
    const current = joined ?? { line: index + 1, text: "" };
    const piece = joined ? line : line.trimStart();
    const match = continued.exec(piece);
    if (match) {
      joined = { ...current, text: current.text + (match[1] ?? "") };
      continue;
    }
    pushInstruction(instructions, { ...current, text: current.text + piece });
    joined = undefined;
  }
  if (joined) pushInstruction(instructions, joined);
  return instructions;
}

function pushInstruction(instructions: Instruction[], { line, text }: { line: number; text: string }): void {
  const trimmed = text.trim();
  if (trimmed === "") return;
  // The text goes to the engine as one line again: it must not continue into the next.
  if (continued.test(trimmed) || /[\r\v\f\0\u0085\u2028\u2029]/.test(trimmed)) {
    throw refuse("dockerfile-instruction", { line, instruction: trimmed.slice(0, 32) }, 400);
  }
  instructions.push({ line, text: trimmed, ...splitInstruction(trimmed) });
}

/** The instruction's name in capitals and what follows it. */
export function splitInstruction(text: string): { name: string; rest: string } {
  const match = /^([A-Za-z]+)(?:[ \t]+([\s\S]*))?$/.exec(text);
  return { name: (match?.[1] ?? text.slice(0, 32)).toUpperCase(), rest: (match?.[2] ?? "").trim() };
}

/** Directives stand before everything else. The official frontend is what the engine understands anyway. */
function checkDirectives(lines: string[]): void {
  for (const [index, line] of lines.entries()) {
    const match = directive.exec(line.trim());
    if (!match) return;
    const [, name = "", value = ""] = match;
    const plain = /^(?:docker\.io\/)?docker\/dockerfile(?::1(?:\.\d+)*)?$/.test(value);
    if (name.toLowerCase() === "syntax" && !plain) throw refuse("dockerfile-syntax", { line: index + 1 });
    if (name.toLowerCase() === "escape" && value !== "\\")
      throw refuse("dockerfile-escape", { line: index + 1 });
  }
}

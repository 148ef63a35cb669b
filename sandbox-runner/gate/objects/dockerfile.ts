import { fromInstruction, longestReference, stageOrImage } from "./dockerfile-from.ts";
import { grow, growthBegins } from "./dockerfile-growth.ts";
import { type Instruction, readInstructions, splitInstruction } from "./dockerfile-lines.ts";
import type { DockerfileOptions, DockerfileState } from "./dockerfile-state.ts";
import { isReservedLabel } from "./fields.ts";
import type { GateSandbox } from "./gate-sandbox.ts";
import { tenantLabels } from "./gate-sandbox.ts";
import { refuseHereDocument } from "./here-document.ts";
import { engineError, type Refusal, refuse } from "./refusal.ts";

/** Each stage is looked for in all before it, and gets the lab's labels. */
const mostStages = 64;

/**
 * Reads a student's Dockerfile and writes a new one for the engine: images by the engine's names, only those
 * that the student may use; nothing that makes the daemon fetch something; and labels by which everything
 * that the build leaves behind can be found.
 * @returns the new text, the engine references that it builds on, how many steps up to the target are the lab's
 *   own, the others as they were written, and whether archives of the context may be unpacked
 */
export function rewriteDockerfile(
  text: string,
  options: DockerfileOptions,
): { text: string; bases: string[]; addedSteps: number; steps: string[]; unpacks: boolean } {
  const growth = growthBegins(options.buildArgs);
  const state: DockerfileState = { options, args: new Map(), stages: [], bases: [], unpacks: false, growth };
  const label = labelInstruction(options.sandbox);
  const written: string[] = [];
  const steps: string[] = [];
  let addedSteps = 0;
  let passedTarget = false;
  for (const instruction of readInstructions(text)) {
    const isFrom = instruction.name === "FROM";
    if (isFrom) passedTarget ||= targetReached(state);
    if (!passedTarget) steps.push(instruction.text);
    if (state.stages.length > mostStages) throw refuse("dockerfile-stages", { most: mostStages }, 400);
    grow(instruction, state);
    written.push(`${instruction.name} ${rewrite(instruction, state)}`);
    if (!isFrom) continue;
    written.push(label);
    if (!passedTarget) addedSteps++;
  }
  const { bases, unpacks } = state;
  return { text: `${written.join("\n")}\n`, bases, addedSteps, steps, unpacks };
}

function targetReached({ stages, options: { target } }: DockerfileState): boolean {
  if (target === undefined) return false;
  return stages.includes(target.toLowerCase()) || (/^\d+$/.test(target) && stages.length > Number(target));
}

function labelInstruction(sandbox: GateSandbox): string {
  const pairs = Object.entries(tenantLabels(sandbox)).map(
    ([name, value]) => `${name}=${JSON.stringify(value)}`,
  );
  return `LABEL ${pairs.join(" ")}`;
}

type Rewriter = (instruction: Instruction, state: DockerfileState) => string;

const asWritten: Rewriter = ({ rest }) => rest;

const rewriters: Record<string, Rewriter | undefined> = {
  ADD: (instruction, state) => checkAdd(instruction, state),
  ARG: (instruction, state) => readArg(instruction, state),
  CMD: asWritten,
  COPY: (instruction, state) => rewriteCopy(instruction, state),
  ENTRYPOINT: asWritten,
  ENV: asWritten,
  EXPOSE: asWritten,
  FROM: fromInstruction,
  HEALTHCHECK: (instruction) => checkHealthcheck(instruction),
  LABEL: (instruction) => checkLabel(instruction),
  MAINTAINER: asWritten,
  ONBUILD: (instruction, state) => rewriteTrigger(instruction, state),
  RUN: (instruction) => checkRun(instruction),
  SHELL: asWritten,
  STOPSIGNAL: asWritten,
  USER: asWritten,
  VOLUME: asWritten,
  WORKDIR: asWritten,
};

function rewrite(instruction: Instruction, state: DockerfileState): string {
  const { line, name } = instruction;
  const rewriter = Object.hasOwn(rewriters, name) ? rewriters[name] : undefined;
  if (!rewriter) {
    const unknown = `unknown instruction: ${name.slice(0, 32)}`;
    throw engineError(400, `dockerfile parse error on line ${line}: ${unknown}`);
  }
  return rewriter(instruction, state);
}

/** Before the first FROM, an ARG can give an image its name. */
function readArg({ rest }: Instruction, state: DockerfileState): string {
  if (state.stages.length > 0) return rest;
  for (const word of rest.split(/[ \t]+/)) {
    const [name = "", ...value] = word.split("=");
    const { buildArgs } = state.options;
    const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
    const fallback = value.join("=").replace(/^(["'])(.*)\1$/, "$2");
    const chosen = given ?? (value.length > 0 ? fallback : undefined);
    if (chosen !== undefined && chosen.length <= longestReference) state.args.set(name, chosen);
  }
  return rest;
}

/** The `--name=value` words at the beginning. Quotes and escapes in them would be read differently elsewhere. */
function takeFlags(
  { line, rest }: Instruction,
  allowed: string[],
): { flags: [string, string][]; rest: string } {
  const flags: [string, string][] = [];
  let left = rest;
  while (left.startsWith("--")) {
    const word = /^\S+/.exec(left)?.[0] ?? "";
    const match = /^--([a-z-]+)(?:=([^\s"'\\]*))?$/.exec(word);
    const name = match?.[1] ?? "";
    if (!match || !allowed.includes(name)) throw wrongFlag(line, name, word);
    flags.push([name, match[2] ?? ""]);
    left = left.slice(word.length).trimStart();
  }
  return { flags, rest: left };
}

/** What only BuildKit knows, and what the engine takes but the lab does not. */
const closedFlags =
  /^(checksum|chmod|chown|exclude|from|interval|keep-git-dir|link|mount|network|parents|platform|security)$/;

function wrongFlag(line: number, name: string, word: string): Refusal {
  if (name === "" || closedFlags.test(name))
    return refuse("dockerfile-flag", { line, flag: word.slice(0, 64) });
  return engineError(400, `dockerfile parse error on line ${line}: unknown flag: --${name.slice(0, 64)}`);
}

const flagText = (flags: [string, string][]) => flags.map(([name, value]) => `--${name}=${value} `).join("");

function rewriteCopy(instruction: Instruction, state: DockerfileState): string {
  refuseHereDocument(instruction);
  const { flags, rest } = takeFlags(instruction, ["from", "chown", "chmod"]);
  const built = flags.map(([name, value]): [string, string] => [
    name,
    name === "from" ? stageOrImage(value, instruction.line, state) : value,
  ]);
  return `${flagText(built)}${rest}`;
}

/** The daemon itself would fetch a URL, from its own place in the network: only plain paths pass. */
function checkAdd(instruction: Instruction, state: DockerfileState): string {
  state.unpacks = true;
  refuseHereDocument(instruction);
  const { flags, rest } = takeFlags(instruction, ["chown", "chmod"]);
  const words = rest.startsWith("[") ? jsonWords(instruction, rest) : rest.split(/[ \t]+/);
  const plain = (word: string) => /^[\w./*?@+,=~ -]+$/.test(word);
  if (!words.slice(0, -1).every(plain)) throw refuse("dockerfile-add", { line: instruction.line });
  return `${flagText(flags)}${rest}`;
}

function jsonWords({ line }: Instruction, rest: string): string[] {
  try {
    const words: unknown = JSON.parse(rest);
    if (Array.isArray(words) && words.every((word) => typeof word === "string")) return words;
  } catch {
    // not the JSON form, so brackets in paths: refused like any other path that is not plain
  }
  throw refuse("dockerfile-add", { line });
}

function checkRun(instruction: Instruction): string {
  refuseHereDocument(instruction);
  return takeFlags(instruction, []).rest;
}

/** Only `name=value` words with plain names, or one plain name and its value. */
function checkLabel({ line, rest }: Instruction): string {
  const pair = /([\w./-]+|"[\w./ -]+")=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'\\]*)(?:[ \t]+|$)/y;
  const names: string[] = [];
  for (let at = 0; at < rest.length; at = pair.lastIndex) {
    pair.lastIndex = at;
    const match = pair.exec(rest);
    if (!match?.[1]) break;
    names.push(match[1].replaceAll('"', ""));
    if (pair.lastIndex === rest.length) return acceptLabels(names, line, rest);
  }
  const single = /^([\w./-]+)[ \t]+[^ \t=][^=]*$/.exec(rest);
  if (names.length > 0 || !single?.[1]) throw refuse("dockerfile-label", { line });
  return acceptLabels([single[1]], line, rest);
}

function acceptLabels(names: string[], line: number, rest: string): string {
  if (names.some(isReservedLabel)) throw refuse("dockerfile-label", { line });
  return rest;
}

const unitMilliseconds: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const shortestInterval = 100;

function checkHealthcheck(instruction: Instruction): string {
  const names = ["interval", "timeout", "start-period", "start-interval", "retries"];
  const { flags, rest } = takeFlags(instruction, names);
  for (const [name, value] of flags) {
    if (!name.endsWith("interval")) continue;
    if (!(milliseconds(value) >= shortestInterval))
      throw refuse("dockerfile-interval", { line: instruction.line });
  }
  return `${flagText(flags)}${rest}`;
}

/** A duration as Go writes it, like `1m30s`; NaN for anything else. */
function milliseconds(text: string): number {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return Number.NaN;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
    .map(([, number, unit = ""]) => Number(number) * (unitMilliseconds[unit] ?? Number.NaN))
    .reduce((total, next) => total + next, 0);
}

/** A trigger runs in later builds: it is held to the same rules, and takes nothing from other images. */
function rewriteTrigger(instruction: Instruction, state: DockerfileState): string {
  const inner = { line: instruction.line, text: instruction.rest, ...splitInstruction(instruction.rest) };
  if (inner.name === "FROM" || inner.name === "ONBUILD" || /^--from\b/.test(inner.rest)) {
    throw refuse("dockerfile-instruction", { line: inner.line, instruction: `ONBUILD ${inner.name}` }, 400);
  }
  // What a later build's variables hold is not known here.
  if (["ARG", "ENV", "LABEL"].includes(inner.name) && inner.rest.includes("$")) {
    throw refuse("dockerfile-instruction", { line: inner.line, instruction: `ONBUILD ${inner.name}` }, 400);
  }
  if (inner.name === "COPY") takeFlags(inner, ["chown", "chmod"]);
  return `${inner.name} ${rewrite(inner, state)}`;
}

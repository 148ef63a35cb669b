import type { Instruction } from "./dockerfile-lines.ts";
import type { DockerfileGrowth, DockerfileState } from "./dockerfile-state.ts";
import type { KnownImage } from "./inventory.ts";
import { refuse } from "./refusal.ts";

/** Characters of all that the builder keeps in an image's description: with variables replaced, and of labels alone. */
const most = { described: 262_144, labels: 32_768 };
const mostInstructions = 500;

/** In these the builder replaces variables by what they hold. */
const expanding = new Set(
  "ADD ARG COPY ENV EXPOSE FROM LABEL ONBUILD STOPSIGNAL USER VOLUME WORKDIR".split(" "),
);
const variable = /\$\{?(\w*)/g;

export function growthBegins(buildArgs: Record<string, string | undefined>): DockerfileGrowth {
  const held = new Map(Object.entries(buildArgs).map(([name, value]) => [name, value?.length ?? 0]));
  return { instructions: 0, described: 0, labels: 0, held, others: 0 };
}

/** A few lines like `ENV A=$A$A` would have the builder write down more than the machine has memory for. */
export function grow({ name, rest, line }: Instruction, { growth }: DockerfileState): void {
  growth.instructions += 1;
  if (growth.instructions > mostInstructions)
    throw refuse("dockerfile-long", { most: mostInstructions }, 400);
  const length = expanding.has(name) ? expandedLength(rest, growth) : rest.length;
  growth.described += length;
  if (name === "LABEL") growth.labels += length;
  if (growth.described > most.described || growth.labels > most.labels)
    throw refuse("dockerfile-growth", { line }, 400);
  if (name === "ENV" || name === "ARG") define(rest, growth);
}

/** Each word is a pair of its own unless blanks may belong to a value: then any of them may be all of the text. */
function define(text: string, growth: DockerfileGrowth): void {
  const words = text.split(/\s+/);
  const apart = !/["'\\]/.test(text) && words[0]?.includes("=");
  const whole = expandedLength(text, growth);
  // All lengths are those before this instruction.
  const lengths = words.map((word) => (apart ? expandedLength(word, growth) : whole));
  for (const [index, word] of words.entries()) {
    const name = word.split("=", 1)[0] ?? "";
    if (name.includes("$")) holdAll(growth, whole);
    else hold(growth, name.replaceAll(/\W/g, ""), lengths[index] ?? whole);
  }
}

/** A name that is written as a variable can be any. */
function holdAll(growth: DockerfileGrowth, length: number): void {
  for (const known of growth.held.keys()) hold(growth, known, length);
  growth.others = Math.max(growth.others, length);
}

/** What a stage begins with. */
export function growFrom(
  image: Pick<KnownImage, "environment" | "labelLength">,
  growth: DockerfileGrowth,
): void {
  growth.labels += image.labelLength;
  for (const entry of image.environment) {
    growth.described += entry.length;
    hold(growth, entry.split("=", 1)[0] ?? "", entry.length);
  }
}

function hold({ held }: DockerfileGrowth, name: string, length: number): void {
  held.set(name, Math.max(length, held.get(name) ?? 0));
}

function expandedLength(text: string, { held, others }: DockerfileGrowth): number {
  let length = text.length;
  for (const [, name = ""] of text.matchAll(variable)) length += held.get(name) ?? others;
  // `${NAME/x/y}` puts a text in as often as the pattern is found.
  return /\$\{\w+\//.test(text) ? length * length : length;
}

import { growFrom } from "./dockerfile-growth.ts";
import type { Instruction } from "./dockerfile-lines.ts";
import type { DockerfileState } from "./dockerfile-state.ts";
import { catalogueReference } from "./image-reference.ts";
import { findImage } from "./inventory.ts";
import { engineError, Refusal, refuse } from "./refusal.ts";

/** `FROM [--platform=…] image [AS name]` with the engine's name of the image; the platform is the lab's own. */
export function fromInstruction({ line, rest }: Instruction, state: DockerfileState): string {
  const words = rest.split(/[ \t]+/).filter((word) => !/^--platform=[\w/$:{}-]+$/.test(word));
  const [image = "", as, name, ...others] = words;
  const named = as !== undefined;
  if (image === "" || (named && !name) || others.length > 0) {
    const rule = "FROM requires either one or three arguments";
    throw engineError(400, `dockerfile parse error on line ${line}: ${rule}`);
  }
  const wrong = named && (as.toUpperCase() !== "AS" || !/^[a-zA-Z][\w.-]*$/.test(name ?? ""));
  if (image.startsWith("--") || wrong) {
    throw refuse("dockerfile-flag", { line, flag: rest.slice(0, 128) }, 400);
  }
  const resolved = resolve(substitute(image, line, state), line, state);
  state.stages.push(name?.toLowerCase() ?? "");
  return name ? `${resolved} AS ${name}` : resolved;
}

/** The value of `COPY --from`: a stage by name or number, else an image. Variables are not replaced here. */
export function stageOrImage(value: string, line: number, state: DockerfileState): string {
  if (/^\d+$/.test(value) && Number(value) < state.stages.length) return value;
  return resolve(value, line, state);
}

function resolve(reference: string, line: number, state: DockerfileState): string {
  const { inventory, sandbox } = state.options;
  if (reference === "scratch") return reference;
  if (/^[\w.-]+$/.test(reference) && state.stages.includes(reference.toLowerCase())) return reference;
  try {
    const { engineReference, ...image } = findImage(inventory, sandbox, reference);
    state.bases.push(engineReference);
    state.unpacks ||= image.addsLater;
    growFrom(image, state.growth);
    return engineReference;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const image = reference.slice(0, 255);
    if (error.status === 404 && catalogueReference(sandbox, reference)) {
      throw refuse("image-not-ready", { image }, 503);
    }
    throw refuse("dockerfile-from", { line, image }, 404);
  }
}

/** Longer texts name no image: so values of values stay small. */
export const longestReference = 255;

const variable = /\$(?:(\w+)|\{(\w+)(?:(:[-+])([^{}$]*))?\})/g;

/** Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}` by the ARGs before the first FROM. */
function substitute(text: string, line: number, { args }: DockerfileState): string {
  if (text.length > longestReference)
    throw refuse("dockerfile-variable", { line, text: text.slice(0, 128) }, 400);
  const replaced = unquote(text).replaceAll(
    variable,
    (_, plain?: string, braced?: string, kind?: string, other = "") => {
      const value = expand(args.get(plain ?? braced ?? "") ?? "", args);
      if (kind === ":-") return value || other;
      if (kind === ":+") return value && other;
      return value;
    },
  );
  if (replaced === "" || /[$\\"']/.test(replaced))
    throw refuse("dockerfile-variable", { line, text: text.slice(0, 128) }, 400);
  return replaced;
}

/** An ARG's own value may name an earlier one. */
function expand(value: string, args: Map<string, string>): string {
  return value.replaceAll(/\$(?:(\w+)|\{(\w+)\})/g, (_, plain?: string, braced?: string) => {
    const inner = args.get(plain ?? braced ?? "") ?? "";
    return inner.includes("$") ? "" : inner;
  });
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}

import type { GateSandbox } from "./gate-sandbox.ts";
import { engineError } from "./refusal.ts";

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const domain = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?)";
const named = new RegExp(`^(?:(${domain})/)?(${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?$`);

/**
 * A reference by tag as the engine shows it: `docker.io/library/nginx` and `nginx` are `nginx:latest`.
 * Throws the engine's "invalid reference format" for what is none; digests are not names (undefined).
 */
export function familiarReference(reference: string): string | undefined {
  if (reference.length > 255) throw invalid(reference);
  if (/@[a-z0-9+._-]+:[0-9a-fA-F]{32,}$/.test(reference)) return undefined;
  const match = named.exec(reference);
  if (!match?.[2]) throw invalid(reference);
  const [, first, path, tag = "latest"] = match;
  return `${familiarName(first, path)}:${tag}`;
}

/** The first part is a registry only if it looks like one; else it belongs to the path. */
function familiarName(first: string | undefined, path: string): string {
  if (first === undefined) return path;
  if (first === "docker.io" || first === "index.docker.io") return path.replace(/^library\//, "");
  if (first === "library") return path;
  return `${first}/${path}`;
}

function invalid(reference: string): Error {
  if (/^[\w./:-]+$/.test(reference) && reference !== reference.toLowerCase()) {
    const name = reference.replace(/:[^/:]*$/, "");
    const full = name.includes("/") ? name : `library/${name}`;
    return engineError(400, `invalid reference format: repository name (${full}) must be lowercase`);
  }
  return engineError(400, "invalid reference format");
}

/** The engine's tag for an image that the student builds or tags: `app` becomes `<sandbox>--app:latest`. */
export function mangleTag(sandboxId: string, reference: string): string {
  const familiar = familiarReference(reference);
  if (familiar === undefined) throw engineError(400, "refusing to create a tag with a digest reference");
  return `${sandboxId}--${familiar}`;
}

/** The catalogue's image on the engine for what a student wrote; undefined when the catalogue has none. */
export function catalogueReference(sandbox: GateSandbox, reference: string): string | undefined {
  const familiar = familiarReference(reference);
  if (familiar === undefined) return undefined;
  const { catalogue } = sandbox;
  return catalogue.engineReference(familiar) ?? catalogue.engineReference(familiar.replace(/:latest$/, ""));
}

/** The student's name of an engine tag, own or of the catalogue; undefined for everybody else's. */
export function unmangleTag(sandbox: GateSandbox, engineReference: string): string | undefined {
  const prefix = `${sandbox.id}--`;
  if (engineReference.startsWith(prefix)) return engineReference.slice(prefix.length);
  return sandbox.catalogue.studentReference(engineReference);
}

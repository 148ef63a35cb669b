/** Prefix of everything that the catalogue puts on an engine: an engine's own `nginx:alpine` stays untouched. */
const prefix = "composelab/";

/**
 * The short form that a catalogue uses, with its tag: `nginx`, `docker.io/library/nginx:latest` and
 * `library/nginx` are all `nginx:latest`. Undefined for digests and for other registries.
 */
export function normaliseReference(reference: string): string | undefined {
  if (reference.includes("@")) return undefined;
  const path = reference.replace(/^(index\.)?docker\.io\//, "").replace(/^library\//, "");
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost")) return undefined;
  return /:[^/]+$/.test(path) ? path : `${path}:latest`;
}

export function toEngineTag(reference: string): string {
  return prefix + reference;
}

/** The student's name of an engine tag of ours, or undefined for a tag that is not ours. */
export function fromEngineTag(engineReference: string): string | undefined {
  return engineReference.startsWith(prefix) ? engineReference.slice(prefix.length) : undefined;
}

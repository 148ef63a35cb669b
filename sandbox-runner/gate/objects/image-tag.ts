import { admit, usageOf } from "./budget.ts";
import type { GateSandbox } from "./gate-sandbox.ts";
import { catalogueReference, familiarReference, mangleTag } from "./image-reference.ts";
import { findImage, type Inventory, type KnownImage } from "./inventory.ts";
import { unmangle } from "./names.ts";
import { refuse } from "./refusal.ts";

type Context = { sandbox: GateSandbox; inventory: Inventory };

/**
 * Decides a `POST /images/create`. The catalogue's images are on the engine already, so nothing is pulled:
 * the answer says that the image is up to date.
 */
export function decidePull(
  query: { fromImage?: string; tag?: string; fromSrc?: string },
  { sandbox, inventory }: Context,
): { reference: string; engineReference: string } {
  if (query.fromSrc) throw refuse("image-source", { field: "fromSrc" });
  const written = joinReference(query.fromImage ?? "", query.tag);
  const reference = familiarReference(written);
  // A client that finds no BuildKit in the engine wants to run one of its own, and prints this.
  if (reference?.startsWith("moby/buildkit:")) throw refuse("build-kit");
  const engineReference = reference && catalogueReference(sandbox, reference);
  if (!reference || !engineReference)
    throw refuse("image-not-in-catalogue", { image: reference ?? written }, 404);
  if (!inventory.images.some((image) => image.engineReferences.includes(engineReference))) {
    throw refuse("image-not-ready", { image: reference }, 503);
  }
  return { reference, engineReference };
}

/** Decides a `POST /images/{name}/tag`: the new name exists inside the sandbox only. */
export function decideTag(
  query: { repo?: string; tag?: string },
  { sandbox, inventory }: Context,
): { repo: string; tag: string } {
  const engineTag = mangleTag(sandbox.id, joinReference(query.repo ?? "", query.tag));
  const exists = inventory.images.some((image) => image.engineReferences.includes(engineTag));
  if (!exists) admit(usageOf(inventory), { images: 1 }, sandbox.limits);
  const colon = engineTag.lastIndexOf(":");
  return { repo: engineTag.slice(0, colon), tag: engineTag.slice(colon + 1) };
}

/** Decides a `DELETE /images/{name}`: the student's own names and images; the catalogue stays. */
export function decideImageRemove(reference: string, context: Context): { engineReference: string } {
  const { sandbox, inventory } = context;
  const image: KnownImage & { engineReference: string } = findImage(inventory, sandbox, reference);
  const ownTag = unmangle(sandbox.id, image.engineReference) !== undefined;
  if (!ownTag && !image.own) throw refuse("image-catalogue-locked", { image: reference });
  return { engineReference: image.engineReference };
}

function joinReference(name: string, tag: string | undefined): string {
  if (!tag) return name;
  return tag.includes(":") ? `${name}@${tag}` : `${name}:${tag}`;
}

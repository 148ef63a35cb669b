import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { fromEngineTag, normaliseReference, toEngineTag } from "./references.ts";
import { type ImageDescription, imageSchema } from "./schema.ts";
import { combineHashes, contextHash } from "./source-hash.ts";

export type CatalogueEntry = ImageDescription & {
  /** Name of the entry's folder. */
  id: string;
  directory: string;
  /** The main reference as it stands on the engine. */
  engineTag: string;
  /** All references as they stand on the engine. */
  engineTags: string[];
  /** Changes when anything that the image is made from changes, in the entries that it needs as well. */
  hash: string;
};

export type ImageCatalogue = {
  /** In the order of preparation. */
  entries: CatalogueEntry[];
  /** `nginx` → `composelab/nginx:latest`; undefined for what the catalogue does not offer to students. */
  engineReference(reference: string): string | undefined;
  /** `composelab/nginx:alpine` → `nginx:alpine`; undefined for anything else. */
  studentReference(engineReference: string): string | undefined;
};

/** Thrown by `loadCatalogue`: which file, and what is wrong with it. */
export class CatalogueError extends Error {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.name = "CatalogueError";
  }
}

/** Reads every `images/<id>/image.yaml` beneath the content directory. @throws CatalogueError */
export async function loadCatalogue(contentDirectory: string): Promise<ImageCatalogue> {
  const root = path.join(contentDirectory, "images");
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const described = new Map<string, { directory: string; image: ImageDescription; sources: string }>();
  for (const { name } of folders) {
    const directory = path.join(root, name);
    const image = await readDescription(path.join(directory, "image.yaml"));
    described.set(name, { directory, image, sources: await contextHash(directory, image) });
  }
  const entries: CatalogueEntry[] = [];
  for (const id of orderOfPreparation(described, root)) {
    const { directory, image, sources } = known(described, id);
    const engineTags = image.references.map(toEngineTag);
    const needed = image.needs.map((need) => entries.find((entry) => entry.id === need)?.hash ?? "");
    entries.push({
      ...image,
      id,
      directory,
      engineTag: engineTags[0] ?? "",
      engineTags,
      hash: combineHashes([sources, ...needed]),
    });
  }
  refuseDuplicates(entries, root);
  return lookups(entries);
}

function lookups(entries: CatalogueEntry[]): ImageCatalogue {
  const offered = new Set(
    entries.filter((entry) => entry.audience === "students").flatMap((entry) => entry.references),
  );
  return {
    entries,
    engineReference(reference) {
      const short = normaliseReference(reference);
      return short && offered.has(short) ? toEngineTag(short) : undefined;
    },
    studentReference(engineReference) {
      const short = fromEngineTag(engineReference);
      return short && offered.has(short) ? short : undefined;
    },
  };
}

async function readDescription(file: string): Promise<ImageDescription> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CatalogueError(file, "is missing");
  });
  const parsed = imageSchema.safeParse(parse(text));
  if (!parsed.success) throw new CatalogueError(file, z.prettifyError(parsed.error));
  return parsed.data;
}

type Described = Map<string, { directory: string; image: ImageDescription; sources: string }>;

function known(described: Described, id: string) {
  const entry = described.get(id);
  if (!entry) throw new CatalogueError(id, "is needed but is not in the catalogue");
  return entry;
}

/** By `order`, but never before what is needed. @throws CatalogueError for an unknown need or a cycle. */
function orderOfPreparation(described: Described, root: string): string[] {
  const ordered: string[] = [];
  const visit = (id: string, above: string[]) => {
    if (ordered.includes(id)) return;
    if (above.includes(id))
      throw new CatalogueError(root, `entries need each other: ${[...above, id].join(" → ")}`);
    for (const need of known(described, id).image.needs) visit(need, [...above, id]);
    ordered.push(id);
  };
  const byOrder = [...described].sort(
    ([a, x], [b, y]) => x.image.order - y.image.order || a.localeCompare(b),
  );
  for (const [id] of byOrder) visit(id, []);
  return ordered;
}

function refuseDuplicates(entries: CatalogueEntry[], root: string): void {
  const owners = new Map<string, string>();
  for (const entry of entries) {
    for (const reference of entry.references) {
      const other = owners.get(reference);
      if (other) throw new CatalogueError(root, `${reference} belongs to both ${other} and ${entry.id}`);
      owners.set(reference, entry.id);
    }
  }
}

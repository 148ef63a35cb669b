import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { isTenantOf } from "./gate-sandbox.ts";
import { unmangleTag } from "./image-reference.ts";
import { unmangle, unmangleText } from "./names.ts";
import { asList, asObject, asString, asStringList, pick } from "./read-answer.ts";
import type { ViewContext } from "./view-context.ts";
import { viewLabels } from "./view-parts.ts";

const configNames = [
  "User",
  "ExposedPorts",
  "Env",
  "Cmd",
  "Healthcheck",
  "ArgsEscaped",
  "Volumes",
  "WorkingDir",
  "Entrypoint",
  "OnBuild",
  "StopSignal",
  "Shell",
] as const;

/** `GET /images/{name}/json`. */
export function viewImage(inspect: unknown, { sandbox, inventory }: ViewContext): Json {
  const source = asObject(inspect);
  const config = asObject(source.Config);
  const labels = viewLabels(config.Labels);
  return {
    ...pick(source, ["Id"]),
    RepoTags: viewTags(source.RepoTags, sandbox, taken(inventory, sandbox)),
    RepoDigests: [],
    Parent: "",
    ...pick(source, ["Comment", "Created", "DockerVersion", "Author"]),
    Config: { ...pick(config, configNames), Labels: Object.keys(labels).length > 0 ? labels : null },
    ...pick(source, ["Architecture", "Variant", "Os", "OsVersion", "Size", "VirtualSize"]),
    GraphDriver: { Data: null, Name: asString(asObject(source.GraphDriver).Name) },
    ...pick(source, ["RootFS"]),
    // When an image was tagged last would tell of the other students who use it too.
    Metadata: { LastTagTime: "0001-01-01T00:00:00Z" },
  };
}

/** An item of `GET /images/json`; undefined for an image that is neither the student's nor in the catalogue. */
export function viewImageSummary(item: unknown, { sandbox, inventory }: ViewContext): Json | undefined {
  const source = asObject(item);
  const tags = viewTags(source.RepoTags, sandbox, taken(inventory, sandbox));
  if (tags.length === 0 && !isTenantOf(sandbox, asObject(source.Labels))) return undefined;
  const labels = viewLabels(source.Labels);
  return {
    ...pick(source, ["Id"]),
    ParentId: "",
    RepoTags: tags,
    RepoDigests: [],
    ...pick(source, ["Created", "Size"]),
    SharedSize: -1,
    Containers: -1,
    Labels: Object.keys(labels).length > 0 ? labels : null,
  };
}

/** `GET /images/{name}/history`; the layers that only carry the lab's labels are left out. */
export function viewHistory(items: unknown, { sandbox, inventory }: ViewContext): Json[] {
  const own = taken(inventory, sandbox);
  return asList(items)
    .map(asObject)
    .filter((item) => !/\bLABEL composelab\./.test(asString(item.CreatedBy)))
    .map((item) => ({
      ...pick(item, ["Id", "Created", "Size", "Comment"]),
      CreatedBy: unmangleText(asString(item.CreatedBy), sandbox),
      Tags: item.Tags === null ? null : viewTags(item.Tags, sandbox, own),
    }));
}

/** The answer of `DELETE /images/{name}`. */
export function viewImageDeleted(items: unknown, { sandbox }: ViewContext): Json[] {
  return asList(items)
    .map(asObject)
    .map((item) => {
      const untagged = asString(item.Untagged);
      return untagged === "" ? pick(item, ["Deleted"]) : { Untagged: unmangleTag(sandbox, untagged) ?? "" };
    });
}

/** The student's names of an image. A name that they gave to an image of their own hides the catalogue's. */
function viewTags(tags: unknown, sandbox: GateSandbox, own: Set<string>): string[] {
  return asStringList(tags).flatMap((tag) => {
    const mine = unmangle(sandbox.id, tag);
    if (mine !== undefined) return [mine];
    const catalogued = sandbox.catalogue.studentReference(tag);
    return catalogued === undefined || own.has(catalogued) ? [] : [catalogued];
  });
}

function taken(inventory: ViewContext["inventory"], sandbox: GateSandbox): Set<string> {
  const references = inventory.images.flatMap((image) => image.engineReferences);
  return new Set(references.flatMap((reference) => unmangle(sandbox.id, reference) ?? []));
}

import { posix } from "node:path";
import { admit, usageOf } from "./budget.ts";
import { isReservedLabel } from "./fields.ts";
import type { GateSandbox } from "./gate-sandbox.ts";
import { mangleTag } from "./image-reference.ts";
import type { Inventory } from "./inventory.ts";
import { engineError, refuse } from "./refusal.ts";

export type BuildOptions = {
  /** The engine's query, complete but for `dockerfile`. */
  query: Record<string, string>;
  /** Where the Dockerfile is in the build context. */
  dockerfile: string;
  buildArgs: Record<string, string | undefined>;
  target: string | undefined;
  /** Further engine tags that the finished image gets: `query.t` is the first. */
  moreTags: { repo: string; tag: string }[];
};

type Query = Record<string, string | string[]>;

/** What a build may use: as much as the sandbox has, for one build at a time. */
const buildMemory = 1024 * 1024 * 1024;

/** Query keys that the lab decides itself, whatever they say. */
const decided = new Set([
  "cpuperiod",
  "cpuquota",
  "cpusetcpus",
  "cpusetmems",
  "cpushares",
  "forcerm",
  "memory",
  "memswap",
  "platform",
  "pull",
  "rm",
  "shmsize",
  "ulimits",
  "version",
]);

const read = new Set(["buildargs", "dockerfile", "labels", "networkmode", "nocache", "q", "t", "target"]);

/**
 * Decides the query of a `POST /build` (Engine API 1.51, classic builder): networkless, limited, from a tar,
 * tagged inside the sandbox. Keys that are neither known nor empty are refused.
 */
export function decideBuild(
  query: Query,
  { sandbox, inventory }: { sandbox: GateSandbox; inventory: Inventory },
): BuildOptions {
  for (const [name, value] of Object.entries(query)) checkOption(name, value);
  const networkMode = single(query, "networkmode");
  if (!["", "default", "none"].includes(networkMode)) throw refuse("build-network");
  const written = [query.t ?? []].flat().filter((tag) => tag !== "");
  const tags = [...new Set(written.map((tag) => mangleTag(sandbox.id, tag)))];
  const known = inventory.images.flatMap((image) => image.engineReferences);
  const added = tags.filter((tag) => !known.includes(tag)).length;
  admit(usageOf(inventory), { images: tags.length === 0 ? 1 : added }, sandbox.limits);
  const buildArgs = readMap(query, "buildargs");
  const target = single(query, "target");
  if (!/^[\w.-]{0,128}$/.test(target)) throw refuse("build-option", { option: "target" });
  const memory = String(Math.min(buildMemory, sandbox.limits.memory));
  return {
    query: {
      ...(tags[0] !== undefined && { t: tags[0] }),
      ...(target && { target }),
      buildargs: JSON.stringify(buildArgs),
      labels: JSON.stringify(readLabels(query)),
      ...(isOn(query, "nocache") && { nocache: "1" }),
      ...(isOn(query, "q") && { q: "1" }),
      rm: "1",
      forcerm: "1",
      version: "1",
      networkmode: "none",
      memory,
      memswap: memory,
      cpuperiod: "100000",
      cpuquota: String(Math.round(sandbox.limits.nanoCpus / 10_000)),
      ...(sandbox.cgroupParent && { cgroupparent: sandbox.cgroupParent }),
    },
    dockerfile: dockerfilePath(single(query, "dockerfile")),
    buildArgs: Object.fromEntries(
      Object.entries(buildArgs).map(([name, value]) => [name, value ?? undefined]),
    ),
    target: target || undefined,
    moreTags: tags.slice(1).map(splitTag),
  };
}

function checkOption(name: string, value: string | string[]): void {
  if (read.has(name) || decided.has(name) || value === "") return;
  if (name === "remote") throw refuse("build-remote");
  if (typeof value === "string" && emptyJson.has(value)) return;
  throw refuse("build-option", { option: name.slice(0, 64) });
}

const emptyJson = new Set(["null", "[]", "{}", "0", "false"]);

function single(query: Query, name: string): string {
  const value = query[name] ?? "";
  if (typeof value !== "string") throw refuse("build-option", { option: name }, 400);
  return value;
}

function isOn(query: Query, name: string): boolean {
  return ["1", "true", "True", "TRUE", "t", "T"].includes(single(query, name));
}

/** A JSON object of strings; a null value means that the client has no value for the name. */
function readMap(query: Query, name: string): Record<string, string | null> {
  const text = single(query, name);
  const source = text === "" ? {} : parse(text, name);
  const values: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(source ?? {})) {
    if (value !== null && typeof value !== "string") throw refuse("build-option", { option: name }, 400);
    values[key] = value;
  }
  return values;
}

function parse(text: string, name: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    // the same refusal as for any other nonsense
  }
  throw refuse("build-option", { option: name }, 400);
}

function readLabels(query: Query): Record<string, string | null> {
  const labels = readMap(query, "labels");
  for (const name of Object.keys(labels)) {
    if (isReservedLabel(name)) throw refuse("label-reserved", { label: name });
  }
  return labels;
}

function dockerfilePath(written: string): string {
  const path = posix.normalize(written || "Dockerfile");
  if (path.length > 1024 || path.includes("\0")) throw engineError(400, "invalid Dockerfile path");
  if (path.startsWith("/") || path === ".." || path.startsWith("../")) throw refuse("build-path", { path });
  return path;
}

function splitTag(tag: string): { repo: string; tag: string } {
  const colon = tag.lastIndexOf(":");
  return { repo: tag.slice(0, colon), tag: tag.slice(colon + 1) };
}

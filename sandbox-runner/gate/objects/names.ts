import type { GateSandbox } from "./gate-sandbox.ts";
import { engineError } from "./refusal.ts";

/**
 * Every name that a student gives stands on the engine as `<sandbox>--<name>`. The prefix is unique to
 * the sandbox, so un-mangling is one uniform step over any text.
 */
export function mangle(sandboxId: string, name: string): string {
  return `${sandboxId}--${name}`;
}

/** The student's name of an engine name (a leading `/` is dropped); undefined when it is not this sandbox's. */
export function unmangle(sandboxId: string, engineName: string): string | undefined {
  const prefix = `${sandboxId}--`;
  const bare = engineName.startsWith("/") ? engineName.slice(1) : engineName;
  return bare.startsWith(prefix) ? bare.slice(prefix.length) : undefined;
}

const restrictedName = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const longestName = 200;

/** The engine's rule for container names (`daemon/names`), in its words. */
export function checkContainerName(
  name: string,
  begin = (given: string) => `Invalid container name (${given})`,
): void {
  if (restrictedName.test(name) && name.length <= longestName) return;
  throw engineError(400, `${begin(name.slice(0, longestName))}, only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
}

/** The local volume driver's rule, in its words. */
export function checkVolumeName(name: string): void {
  if (name.length === 1) {
    const text = "volume name is too short, names should be at least two alphanumeric characters";
    throw engineError(400, `create ${name}: ${text}`);
  }
  if (restrictedName.test(name) && name.length <= longestName) return;
  throw engineError(
    400,
    `create ${name.slice(0, longestName)}: "${name.slice(0, longestName)}" includes invalid characters for a local volume name, only ` +
      `"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  );
}

const predefinedNetworks = new Set(["bridge", "host", "none", "default"]);

/** The engine refuses its own networks' names; beyond them the lab takes the same letters as for containers. */
export function checkNetworkName(name: string): void {
  if (name.trim() === "") throw engineError(400, "invalid name: name is empty");
  if (predefinedNetworks.has(name)) {
    throw engineError(403, `operation is not permitted on predefined ${name} network`);
  }
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name) && name.length <= longestName) return;
  throw engineError(400, `invalid network name: ${name.slice(0, longestName)}`);
}

const adjectives =
  "able amber brave bright brisk calm clear clever cosy crisp eager early easy fair fast fine free fresh gentle glad grand happy keen kind light lively lucid merry mild neat noble plain proud quick quiet ready sharp sunny swift tidy warm wise";
const people =
  "babbage bartik boole borg cerf church codd curry dahl dijkstra engelbart estrin floyd goldberg hamilton hamming hoare hopper jang kay kilburn knuth lamport liskov lovelace mccarthy milner naur nygaard perlis ritchie sammet shannon sejong sutherland thompson turing wilkes wirth yao";

/** A name for a container that got none: `quiet_lovelace`, as the engine would. */
export function generateName(random: () => number): string {
  return `${pick(adjectives.split(" "), random)}_${pick(people.split(" "), random)}`;
}

function pick(words: string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? "lab";
}

/**
 * Takes everything that only the gate knows out of a text of the engine: the sandbox's prefix, the
 * catalogue's own image names, and paths of the host.
 */
export function unmangleText(text: string, sandbox: GateSandbox): string {
  return text
    .replaceAll(
      hostPath,
      (whole, volume: string, rest: string) => studentPath(sandbox, volume, rest) ?? whole,
    )
    .replaceAll(enginePath, "/var/lib/docker/$1")
    .replaceAll(`${sandbox.id}--`, "")
    .replaceAll(sandbox.workspaceVolume, "workspace")
    .replaceAll(catalogueReference, (whole) => sandbox.catalogue.studentReference(whole) ?? whole.slice(11));
}

const hostPath = /(?:\/[\w.@+-]+){0,16}\/volumes\/([a-zA-Z0-9][\w.-]*)\/_data((?:\/[^\s"':]*)?)/g;
/** What else of the engine's own directory may stand in an error. */
const enginePath =
  /(?:\/[\w.@+-]+){1,16}\/(overlay2\/[0-9a-f]+|containers\/[0-9a-f]{64}|tmp\/safe-mount\d+)/g;
const catalogueReference = /(?<![\w./-])composelab\/[a-z0-9][\w./-]*(?::[\w.-]*\w)?/g;

function studentPath(sandbox: GateSandbox, volume: string, rest: string): string | undefined {
  if (volume === sandbox.workspaceVolume) return `${sandbox.workspacePath}${rest}`;
  return `/var/lib/docker/volumes/${unmangle(sandbox.id, volume) ?? volume}/_data${rest}`;
}

/**
 * Says in an error about a mount which path the student wrote: the engine names a place of its own, from
 * which it mounts a part of a volume.
 * @param binds the container's, by target
 */
export function nameBinds(text: string, binds: Record<string, { source: string }>): string {
  const sourceOf = (target: string) => (Object.hasOwn(binds, target) ? binds[target]?.source : undefined);
  return text
    .replaceAll(temporaryMount, (whole, target: string) => {
      const source = sourceOf(target);
      return source === undefined ? whole : `"${source}" to rootfs at "${target}"`;
    })
    .replaceAll(openMount, (whole, target: string) => {
      const source = sourceOf(target);
      return source === undefined ? whole : `mount ${source}:${target} (via`;
    });
}

const openMount = /mount \/proc\/self\/fd\/\d{1,9}:([^"\s]{1,4096}) \(via/g;
const temporaryMount = /"[^"\s]{0,512}\/safe-mount\d{1,20}" to rootfs at "([^"\n]{1,4096})"/g;

/** `unmangleText` over every string of a parsed answer, keys included. */
export function unmangleValue(value: unknown, sandbox: GateSandbox): unknown {
  if (typeof value === "string") return unmangleText(value, sandbox);
  if (Array.isArray(value)) return value.map((item) => unmangleValue(item, sandbox));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [unmangleText(key, sandbox), unmangleValue(item, sandbox)]),
  );
}

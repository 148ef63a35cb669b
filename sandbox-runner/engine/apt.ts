import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type AptSource, formatDeb822, parseDeb822, parseSourcesList } from "./apt-sources.ts";
import { runCommand } from "./run-command.ts";

/** An apt of our own: own sources, lists and cache; the system's are only read. */
export type PrivateApt = { directory: string };

/** All archives that the system's own apt is configured for. */
export async function readSystemSources(root = "/etc/apt"): Promise<AptSource[]> {
  const files = [path.join(root, "sources.list")];
  const parts = path.join(root, "sources.list.d");
  for (const name of (await readdir(parts).catch(() => [])).sort()) files.push(path.join(parts, name));
  const sources: AptSource[] = [];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (file.endsWith(".sources")) sources.push(...parseDeb822(text));
    else if (file.endsWith(".list")) sources.push(...parseSourcesList(text));
  }
  return sources;
}

export async function openPrivateApt(directory: string, sources: AptSource[]): Promise<PrivateApt> {
  for (const name of ["lists/partial", "cache/archives/partial"]) {
    await mkdir(path.join(directory, name), { recursive: true });
  }
  await writeFile(path.join(directory, "private.sources"), formatDeb822(sources));
  return { directory };
}

/** Proxies, credentials and everything else stay as the system's apt has them; only the places are ours. */
function options(apt: PrivateApt): string[] {
  const values = [
    `Dir::Etc::sourcelist=${path.join(apt.directory, "private.sources")}`,
    "Dir::Etc::sourceparts=-",
    `Dir::State::lists=${path.join(apt.directory, "lists")}`,
    `Dir::Cache=${path.join(apt.directory, "cache")}`,
    // Some systems switch these files off; without them every call reads all lists again.
    "Dir::Cache::pkgcache=pkgcache.bin",
    "Dir::Cache::srcpkgcache=srcpkgcache.bin",
    "Acquire::Languages=none",
    "Acquire::Retries=3",
    "Acquire::http::Timeout=30",
    "Acquire::https::Timeout=30",
    // The newer suite may be a snapshot whose Release file has expired; its signature is still checked.
    "Acquire::Check-Valid-Until=false",
    "APT::Sandbox::User=root",
    "Debug::NoLocking=1",
  ];
  return values.flatMap((value) => ["-o", value]);
}

export async function updateLists(apt: PrivateApt, signal?: AbortSignal): Promise<void> {
  await runCommand(["apt-get", ...options(apt), "-q", "update"], { signal });
}

/**
 * Versions that the suite would give, by package name. @throws when it has no such package.
 *
 * @param suite of the archive; the host's own when undefined.
 */
export async function candidateVersions(
  apt: PrivateApt,
  names: string[],
  suite: string | undefined,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const release = suite ? ["-t", suite] : [];
  const text = await runCommand(["apt-cache", ...options(apt), ...release, "policy", ...names], { signal });
  const found = [...text.matchAll(/^(\S+):\n.*\n\s+Candidate:\s*(\S+)/gm)].map(([, name, version]) => [
    name,
    version,
  ]);
  const versions: Record<string, string> = Object.fromEntries(found);
  for (const name of names) {
    if (!versions[name] || versions[name] === "(none)") throw new Error(`the archive has no package ${name}`);
  }
  return versions;
}

/** Downloads packages of one suite, without what they depend on, into `directory`. */
export async function downloadPackages(
  apt: PrivateApt,
  directory: string,
  names: string[],
  suite: string | undefined,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const wanted = names.map((name) => (suite ? `${name}/${suite}` : name));
  await runCommand(["apt-get", ...options(apt), "-q", "download", ...wanted], { signal, cwd: directory });
}

/**
 * Downloads packages of the host's release together with what this host lacks of their dependencies.
 * Nothing is installed: apt only works out the list.
 */
export async function downloadForHost(
  apt: PrivateApt,
  directory: string,
  names: string[],
  release: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(path.join(directory, "partial"), { recursive: true });
  const own = [
    ...["-o", `Dir::Cache::archives=${directory}`, "-t", release],
    ...["-y", "-q", "--download-only", "--reinstall", "--no-install-recommends"],
  ];
  await runCommand(["apt-get", ...options(apt), ...own, "install", ...names], { signal });
}

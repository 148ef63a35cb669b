import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { message } from "../../lib/i18n/message.ts";
import {
  candidateVersions,
  downloadForHost,
  downloadPackages,
  openPrivateApt,
  readSystemSources,
  updateLists,
} from "./apt.ts";
import { mainArchive, releaseArchives } from "./apt-sources.ts";
import type { ReportProgress } from "./engine-state.ts";
import type { Host } from "./host.ts";
import type { PackagePlan } from "./private-plan.ts";
import { runCommand } from "./run-command.ts";

const installedSchema = z.object({
  /** Name of the folder in the engine directory. */
  folder: z.string(),
  /** Hash of the plan that it was made by: another plan fetches anew. */
  plan: z.string(),
  versions: z.record(z.string(), z.string()),
});

/** What the daemons, and people who look after them, call by name. */
const linkedPrograms = [
  "containerd",
  "containerd-shim-runc-v2",
  "ctr",
  "docker",
  "docker-compose",
  "docker-proxy",
  "dockerd",
  "runc",
  "tini-static",
];

export type InstalledPackages = z.infer<typeof installedSchema> & { root: string };

/** The unpacked packages that are in use, or undefined. */
export async function readInstalled(engineDirectory: string): Promise<InstalledPackages | undefined> {
  try {
    const text = await readFile(path.join(engineDirectory, "packages.json"), "utf8");
    const installed = installedSchema.parse(JSON.parse(text));
    const root = path.join(engineDirectory, installed.folder);
    await readdir(path.join(root, "usr", "sbin"));
    return { ...installed, root };
  } catch {
    return undefined;
  }
}

/**
 * Downloads and unpacks the engine's packages. Skipped when the folder of the same plan is there; after an
 * interruption it goes on with what apt has already downloaded.
 *
 * @throws CommandError when apt cannot reach its archive, with what apt said.
 */
export async function installPackages(
  engineDirectory: string,
  host: Host,
  plan: PackagePlan,
  report: ReportProgress,
  signal?: AbortSignal,
): Promise<InstalledPackages> {
  const planHash = shortHash(JSON.stringify(plan) + host.codename);
  const installed = await readInstalled(engineDirectory);
  if (installed?.plan === planHash) return installed;

  report(message("engine.reading-package-lists"), 0.05);
  const sources = await readSystemSources();
  const archive = mainArchive(sources, host.codename);
  if (!archive) throw new Error("apt has no entry for this distribution's main archive");
  const newer = plan.engineSuite ? [{ ...archive, suites: [plan.engineSuite], components: ["main"] }] : [];
  const apt = await openPrivateApt(path.join(engineDirectory, "apt"), [
    ...releaseArchives(sources, host.codename),
    ...newer,
  ]);
  await updateLists(apt, signal);

  const versions = await candidateVersions(apt, plan.enginePackages, plan.engineSuite, signal);
  const folder = `packages-${shortHash(JSON.stringify(versions) + planHash)}`;
  const downloads = path.join(engineDirectory, "downloads", folder);
  report(message("engine.downloading-packages", { version: versions["docker.io"] ?? "" }), 0.25);
  await downloadForHost(apt, path.join(downloads, "host"), plan.hostPackages, host.codename, signal);
  await downloadPackages(apt, path.join(downloads, "engine"), plan.enginePackages, plan.engineSuite, signal);

  report(message("engine.unpacking-packages"), 0.6);
  const root = path.join(engineDirectory, folder);
  const draft = `${root}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  for (const part of ["host", "engine"]) await unpackAll(path.join(downloads, part), draft, signal);
  await writeWrappers(draft, root);
  await rm(root, { recursive: true, force: true });
  await rename(draft, root);
  await writeAtomically(
    path.join(engineDirectory, "packages.json"),
    JSON.stringify({ folder, plan: planHash, versions }, null, 2),
  );
  await rm(path.join(engineDirectory, "downloads"), { recursive: true, force: true });
  await rm(path.join(engineDirectory, "apt"), { recursive: true, force: true });
  return { folder, plan: planHash, versions, root };
}

async function unpackAll(directory: string, target: string, signal?: AbortSignal): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith(".deb"))
      await runCommand(["dpkg-deb", "-x", path.join(directory, name), target], { signal });
  }
}

/** Folder with the programs that the daemons look for by name; to be put first on their PATH. */
export function programDirectory(installed: Pick<InstalledPackages, "root">): string {
  return path.join(installed.root, "composelab-bin");
}

/**
 * The host's libraries and iptables extensions may stand in our folder and not where iptables looks for them:
 * small wrappers say where. The other programs are linked.
 */
async function writeWrappers(draft: string, root: string): Promise<void> {
  const directory = path.join(draft, "composelab-bin");
  await mkdir(directory, { recursive: true });
  const libraries = `${root}/usr/lib/${multiarchOf(process.arch)}`;
  const unpacked = await readdir(path.join(draft, "usr", "sbin"));
  for (const name of ["iptables", "ip6tables"]) {
    for (const kind of ["nft", "legacy"]) {
      const program = `${name}-${kind}`;
      // A package that the host has in a version apt cannot download again is used from the host.
      if (!unpacked.includes(program)) continue;
      const file = path.join(directory, program);
      const environment = `LD_LIBRARY_PATH="${libraries}" XTABLES_LIBDIR="${libraries}/xtables"`;
      const script = `#!/bin/sh\n${environment} exec "${root}/usr/sbin/${program}" "$@"\n`;
      await writeFile(file, script);
      await chmod(file, 0o755);
    }
  }
  for (const folder of ["bin", "sbin"]) {
    const present = await readdir(path.join(draft, "usr", folder));
    for (const name of linkedPrograms.filter((program) => present.includes(program))) {
      await rm(path.join(directory, name), { force: true });
      await symlink(path.join("..", "usr", folder, name), path.join(directory, name));
    }
  }
}

function multiarchOf(architecture: string): string {
  return architecture === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

async function writeAtomically(file: string, text: string): Promise<void> {
  await writeFile(`${file}.partial`, text);
  await rename(`${file}.partial`, file);
}

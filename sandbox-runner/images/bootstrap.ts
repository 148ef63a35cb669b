import { spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { downloadForHost, openPrivateApt, readSystemSources, updateLists } from "../engine/apt.ts";
import { mainArchive } from "../engine/apt-sources.ts";
import { findProgram, readHost } from "../engine/host.ts";
import { unmountBelow } from "../engine/leftovers.ts";
import { runCommand, tryCommand } from "../engine/run-command.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { PreparationError } from "./preparation-error.ts";

export type BootstrapOptions = {
  docker: Docker;
  entry: CatalogueEntry;
  /** A folder for downloads, emptied afterwards. */
  workDirectory: string;
  labels: Record<string, string>;
  onProgress: (fraction: number) => void;
  signal?: AbortSignal;
};

/**
 * Makes a root file system from Debian packages and imports it as an image. The mirror is the one that
 * this host's apt uses. @throws PreparationError where the host is no Debian, or without root.
 */
export async function bootstrapImage(options: BootstrapOptions): Promise<void> {
  const { entry, signal } = options;
  const recipe = entry.bootstrap;
  if (!recipe) throw new PreparationError("engine.image-no-recipe");
  const host = await readHost();
  const archive = mainArchive(await readSystemSources(), host.codename);
  if (host.distributions[0] !== "debian" || !host.isRoot || !host.hasApt || !archive) {
    throw new PreparationError("engine.image-no-bootstrap");
  }
  await clear(options.workDirectory);
  await mkdir(options.workDirectory, { recursive: true });
  const environment = await programEnvironment(options.workDirectory, signal);
  options.onProgress(0.15);
  const keyring = archive.signedBy?.startsWith("/") ? `[signed-by=${archive.signedBy}] ` : "";
  const source = `deb ${keyring}${archive.uri} ${recipe.suite} main`;
  const aptOptions = [
    'Acquire::Check-Valid-Until "false"',
    'Acquire::Languages "none"',
    ...(await aptProxies()),
  ];
  const command = [
    "mmdebstrap",
    "--mode=root",
    "--variant=minbase",
    "--quiet",
    ...aptOptions.map((option) => `--aptopt=${option}`),
    "--dpkgopt=force-unsafe-io",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    "--dpkgopt=path-include=/usr/share/locale/locale.alias",
    ...(recipe.packages.length > 0 ? [`--include=${recipe.packages.join(",")}`] : []),
    "--format=tar",
    recipe.suite,
    "-",
    source,
  ];
  await importFrom(command, environment, options);
  await clear(options.workDirectory);
}

/** Removes what an interrupted run left, but nothing through a mount that it left: /dev would go with it. */
async function clear(directory: string): Promise<void> {
  await unmountBelow(directory);
  await rm(directory, { recursive: true, force: true });
}

/** mmdebstrap of the host, or unpacked beside us with whatever of its Perl this host lacks. */
async function programEnvironment(directory: string, signal?: AbortSignal): Promise<Record<string, string>> {
  const inherited = `${process.env.PATH ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin`;
  if (await findProgram("mmdebstrap", inherited)) return { PATH: inherited };
  const host = await readHost();
  const archive = mainArchive(await readSystemSources(), host.codename);
  if (!archive) throw new PreparationError("engine.image-no-bootstrap");
  const apt = await openPrivateApt(path.join(directory, "apt"), [archive]);
  await updateLists(apt, signal);
  const downloads = path.join(directory, "downloads");
  await downloadForHost(apt, downloads, ["mmdebstrap"], host.codename, signal);
  const root = path.join(directory, "programs");
  await mkdir(root, { recursive: true });
  for (const name of await readdir(downloads)) {
    if (name.endsWith(".deb"))
      await runCommand(["dpkg-deb", "-x", path.join(downloads, name), root], { signal });
  }
  const perl = await directoriesBelow(
    path.join(root, "usr"),
    /\/(share\/perl|share\/perl5|lib\/[^/]+\/perl)(\/[\d.]+)?$/,
  );
  return { PATH: `${root}/usr/bin:${inherited}`, ...(perl.length > 0 ? { PERL5LIB: perl.join(":") } : {}) };
}

async function directoriesBelow(root: string, pattern: RegExp): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((directory) => pattern.test(directory));
}

/** Proxies that the host's apt goes through; one with a password in it is not written into an image. */
async function aptProxies(): Promise<string[]> {
  const dump = await tryCommand(["apt-config", "dump"]);
  return dump.stdout
    .split("\n")
    .filter((line) => /^Acquire::(http|https)::Proxy "/.test(line) && !line.includes("@"))
    .map((line) => line.replace(/;\s*$/, ""));
}

async function importFrom(
  command: string[],
  environment: Record<string, string>,
  { docker, entry, labels, workDirectory, onProgress, signal }: BootstrapOptions,
): Promise<void> {
  const [program = "", ...rest] = command;
  const fixed = { LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" };
  const child = spawn(program, rest, {
    env: { ...process.env, ...environment, ...fixed, TMPDIR: workDirectory },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = `${complaint}${text}`.slice(-4000);
  });
  const ended = new Promise<number>((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 137));
  });
  // The archive comes at the very end; until then there is only time to go by.
  let fraction = 0.2;
  const ticking = setInterval(() => {
    fraction += (0.9 - fraction) / 15;
    onProgress(fraction);
  }, 1000);
  try {
    const draft = `${entry.engineTag}-draft`;
    const imported = importArchive(docker, child.stdout, draft, labels, signal).catch(
      (error: Error) => error,
    );
    const exitCode = await ended;
    const failure = await imported;
    signal?.throwIfAborted();
    // What mmdebstrap complained about explains a broken archive, and not the other way round.
    if (exitCode !== 0 || failure instanceof Error) {
      const remove = docker.getImage(draft).remove();
      await remove.catch(() => undefined);
      throw new PreparationError("engine.image-bootstrap-failed", complaint || String(failure));
    }
    const { repository, tag } = splitTag(entry.engineTag);
    await docker.getImage(draft).tag({ repo: repository, tag });
    await docker.getImage(draft).remove();
  } finally {
    clearInterval(ticking);
  }
}

async function importArchive(
  docker: Docker,
  archive: Readable,
  reference: string,
  labels: Record<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  const changes = [
    'CMD ["bash"]',
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...Object.entries(labels).map(([name, value]) => `LABEL ${name}=${JSON.stringify(value)}`),
  ];
  const { repository, tag } = splitTag(reference);
  const answer = await docker.importImage(archive, { repo: repository, tag, changes, abortSignal: signal });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(answer, (error) => (error ? reject(error) : resolve()));
  });
}

/** `composelab/nginx:alpine` in the two parts that the engine's API wants. */
export function splitTag(reference: string): { repository: string; tag: string } {
  const colon = reference.lastIndexOf(":");
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

import { posix } from "node:path";
import { parseBind } from "./bind-string.ts";
import type { Parsed } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { tenantLabels } from "./gate-sandbox.ts";
import type { Inventory, OwnContainer } from "./inventory.ts";
import type { mountFields } from "./mount-fields.ts";
import { checkVolumeName, mangle } from "./names.ts";
import { engineError, refuse } from "./refusal.ts";
import type { ShownBind } from "./student-view.ts";
import { buildTmpfsMount } from "./tmpfs.ts";
import { workspaceSubpath } from "./workspace-path.ts";

type StudentMount = Parsed<typeof mountFields>;

/** The mounts of one container, as they are collected. */
export type MountPlan = {
  /** Engine mounts by their cleaned target. */
  mounts: Map<string, Json>;
  binds: Record<string, ShownBind>;
  /** Below the workspace: made as directories if missing, and required. */
  createDirectories: string[];
  mustExist: string[];
  /** Named volumes that do not exist yet. */
  createVolumes: { engineName: string; body: Json }[];
  anonymousVolumes: number;
};

export type MountContext = { sandbox: GateSandbox; inventory: Inventory };

export function emptyPlan(): MountPlan {
  return {
    mounts: new Map(),
    binds: {},
    createDirectories: [],
    mustExist: [],
    createVolumes: [],
    anonymousVolumes: 0,
  };
}

/** Adds one item of `HostConfig.Binds`: a missing source becomes a directory, as on every engine. */
export function addBind(plan: MountPlan, raw: string, context: MountContext): void {
  const { source, target, mode, readOnly, noCopy } = parseBind(raw);
  const type = source?.startsWith("/") ? "bind" : "volume";
  cleanTarget(target, `invalid volume specification: '${raw.slice(0, 512)}': ${configOf(type)}`);
  if (source === undefined) {
    addAnonymous(plan, target, context);
    return;
  }
  if (!source.startsWith("/")) {
    const options = { NoCopy: noCopy };
    const mount = { Source: source, Target: target, ReadOnly: readOnly, VolumeOptions: options };
    addVolume(plan, mount, context);
    return;
  }
  const subpath = workspaceSubpath(source, context.sandbox);
  if (subpath !== "") plan.createDirectories.push(subpath);
  addWorkspace(plan, { target, subpath, readOnly, shown: { source, mode } }, context);
}

/** Adds one item of `HostConfig.Mounts`. */
export function addMount(plan: MountPlan, mount: StudentMount, context: MountContext): void {
  const { Type: type = "", Source: source = "", Target: target = "" } = mount;
  if (["bind", "tmpfs", "volume"].includes(type)) cleanTarget(target, configOf(type));
  if (type === "volume" && source === "") addAnonymous(plan, target, context, mount);
  else if (type === "volume") addVolume(plan, mount, context);
  else if (type === "tmpfs" && source !== "")
    throw invalidMount("tmpfs", "field Source must not be specified");
  else if (type === "tmpfs") place(plan, target, buildTmpfsMount(mount, context.sandbox.limits));
  else if (type === "bind") addBindMount(plan, mount, context);
  else if (["cluster", "image", "npipe"].includes(type)) throw refuse("mount-type", { field: "Mounts" });
  else throw invalidMount(type.slice(0, 32), "mount type unknown");
}

function addBindMount(plan: MountPlan, mount: StudentMount, context: MountContext): void {
  const { Source: source = "", Target: target = "" } = mount;
  if (source === "") throw invalidMount("bind", "field Source must not be empty");
  if (!source.startsWith("/")) {
    throw invalidMount("bind", `invalid mount path: '${source}' mount path must be absolute`);
  }
  const subpath = workspaceSubpath(source, context.sandbox);
  const wanted = mount.BindOptions?.CreateMountpoint ? plan.createDirectories : plan.mustExist;
  if (subpath !== "") wanted.push(subpath);
  const readOnly = mount.ReadOnly ?? false;
  addWorkspace(plan, { target, subpath, readOnly, shown: { source, mode: "" } }, context);
}

/**
 * Adds an anonymous volume, so that it is made with the lab's labels and not by the engine behind its back.
 * Image volumes come last: what is mounted there already wins.
 */
export function addAnonymous(
  plan: MountPlan,
  target: string,
  context: MountContext,
  mount: StudentMount = {},
): void {
  const options = mount.VolumeOptions;
  plan.anonymousVolumes++;
  place(plan, target, {
    Type: "volume",
    ReadOnly: mount.ReadOnly ?? false,
    VolumeOptions: {
      NoCopy: options?.NoCopy ?? false,
      Labels: { ...options?.Labels, ...tenantLabels(context.sandbox) },
    },
  });
}

/** The mounts that `--volumes-from` takes over from another container of the same student. */
export function addVolumesFrom(
  plan: MountPlan,
  from: OwnContainer,
  readOnly: boolean,
  context: MountContext,
): void {
  for (const mount of from.mounts) {
    const target = mount.destination;
    if (plan.mounts.has(target)) continue;
    const locked = readOnly || !mount.writable;
    if (mount.volume !== context.sandbox.workspaceVolume) {
      place(plan, target, { Type: "volume", Source: mount.volume, ReadOnly: locked });
      continue;
    }
    const shown = from.binds[target];
    if (!shown) continue;
    const subpath = workspaceSubpath(shown.source, context.sandbox);
    addWorkspace(plan, { target, subpath, readOnly: locked, shown }, context);
  }
}

function addVolume(plan: MountPlan, mount: StudentMount, context: MountContext): void {
  const { Source: name = "", Target: target = "", VolumeOptions: options } = mount;
  checkVolumeName(name);
  const existing = context.inventory.volumes.find((volume) => volume.name === name);
  const engineName = existing?.engineName ?? mangle(context.sandbox.id, name);
  if (!existing && !plan.createVolumes.some((volume) => volume.engineName === engineName)) {
    const labels = { ...options?.Labels, ...tenantLabels(context.sandbox) };
    plan.createVolumes.push({ engineName, body: { Name: engineName, Driver: "local", Labels: labels } });
  }
  place(plan, target, {
    Type: "volume",
    Source: engineName,
    ReadOnly: mount.ReadOnly ?? false,
    VolumeOptions: {
      NoCopy: options?.NoCopy ?? false,
      ...(options?.Subpath && { Subpath: options.Subpath }),
    },
  });
}

function addWorkspace(
  plan: MountPlan,
  bind: { target: string; subpath: string; readOnly: boolean; shown: ShownBind },
  { sandbox }: MountContext,
): void {
  const target = place(plan, bind.target, {
    Type: "volume",
    Source: sandbox.workspaceVolume,
    ReadOnly: bind.readOnly,
    VolumeOptions: { NoCopy: true, ...(bind.subpath && { Subpath: bind.subpath }) },
  });
  plan.binds[target] = bind.shown;
}

/** Puts a mount at its target, with the engine's rules for targets. */
function place(plan: MountPlan, target: string, mount: Json): string {
  const clean = cleanTarget(target);
  if (plan.mounts.has(clean)) throw engineError(400, `Duplicate mount point: ${clean}`);
  plan.mounts.set(clean, { ...mount, Target: clean });
  return clean;
}

/**
 * A mount target as the engine reads it: absolute, cleaned, not the root.
 * @param context what the engine says before it, with a colon and a space
 */
export function cleanTarget(target: string, context = ""): string {
  if (!target.startsWith("/")) {
    const path = target.slice(0, 512);
    throw engineError(400, `${context}invalid mount path: '${path}' mount path must be absolute`);
  }
  const clean = posix.normalize(target).replace(/(?<=.)\/$/, "");
  if (clean === "/") throw engineError(400, `${context}invalid specification: destination can't be '/'`);
  return clean;
}

function configOf(type: string): string {
  return `invalid mount config for type "${type}": `;
}

function invalidMount(type: string, text: string): Error {
  return engineError(400, `${configOf(type)}${text}`);
}

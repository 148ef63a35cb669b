import type { Parsed } from "./fields.ts";
import type { hostConfigFields } from "./host-config.ts";
import { findContainer, type KnownImage } from "./inventory.ts";
import {
  addAnonymous,
  addBind,
  addMount,
  addVolumesFrom,
  cleanTarget,
  emptyPlan,
  type MountContext,
  type MountPlan,
} from "./mounts.ts";
import { engineError } from "./refusal.ts";
import { buildTmpfsOptions } from "./tmpfs.ts";

/**
 * Everything that is mounted into a container: binds and mounts as written, then what it takes from other
 * containers, then anonymous volumes for what the request and the image declare.
 */
export function decideMounts(
  host: Parsed<typeof hostConfigFields>,
  declared: string[],
  image: KnownImage,
  context: MountContext,
): { plan: MountPlan; tmpfs: Record<string, string> } {
  const plan = emptyPlan();
  for (const bind of host.Binds ?? []) addBind(plan, bind, context);
  for (const mount of host.Mounts ?? []) addMount(plan, mount, context);
  const tmpfs: Record<string, string> = {};
  for (const [target, options] of Object.entries(host.Tmpfs ?? {})) {
    const clean = cleanTarget(target);
    if (plan.mounts.has(clean)) throw engineError(400, `Duplicate mount point: ${clean}`);
    tmpfs[clean] = buildTmpfsOptions(options, context.sandbox.limits);
  }
  for (const reference of host.VolumesFrom ?? []) takeVolumes(plan, reference, context);
  for (const target of [...declared, ...image.volumes]) {
    const clean = cleanTarget(target);
    if (!plan.mounts.has(clean) && !Object.hasOwn(tmpfs, clean)) addAnonymous(plan, clean, context);
  }
  return { plan, tmpfs };
}

function takeVolumes(plan: MountPlan, text: string, context: MountContext): void {
  const [reference = "", mode = "rw", ...rest] = text.split(":");
  if (!/^(ro|rw|z|Z)(,(ro|rw|z|Z))*$/.test(mode)) {
    throw engineError(400, `invalid mode: ${mode.slice(0, 64)}`);
  }
  if (reference === "" || rest.length > 0) {
    throw engineError(400, `invalid volumes-from specification: ${text.slice(0, 255)}`);
  }
  const from = findContainer(context.inventory, reference);
  addVolumesFrom(plan, from, mode.split(",").includes("ro"), context);
}

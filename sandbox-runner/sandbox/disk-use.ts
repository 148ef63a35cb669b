import { z } from "zod";
import { label } from "./labels.ts";

/** Bytes that one sandbox holds on the engine's disk. Logs are bounded by themselves and do not count. */
export type DiskUse = {
  containers: number;
  volumes: number;
  images: number;
  /** Each running container's own layer and the volumes that it may write to, the lab's own included. */
  writers: Writer[];
};

/** What runs and could be filling the disk. */
export type Writer = { id: string; name: string; role: string; bytes: number };

const labels = z.record(z.string(), z.string()).nullish();

/** Items of `GET /containers/json?size=1`, of `GET /system/df?type=volume` and of `GET /images/json`. */
export const containersSchema = z.array(
  z.object({
    Id: z.string(),
    Names: z.array(z.string()).nullish(),
    Labels: labels,
    State: z.string(),
    SizeRw: z.number().nullish(),
    Mounts: z.array(z.object({ Name: z.string().optional(), RW: z.boolean().optional() })).nullish(),
  }),
);
export const volumesSchema = z.object({
  Volumes: z
    .array(
      z.object({ Name: z.string(), Labels: labels, UsageData: z.object({ Size: z.number() }).nullish() }),
    )
    .nullish(),
});
export const imagesSchema = z.array(z.object({ Id: z.string(), Labels: labels, Size: z.number() }));

type Containers = z.infer<typeof containersSchema>;
type Volumes = NonNullable<z.infer<typeof volumesSchema>["Volumes"]>;
/** An image with its layers, base first. */
export type LayeredImage = { id: string; size: number; sandbox: string | undefined; layers: string[] };

/** Adds up what the engine says to what each sandbox holds. */
export function addUp(
  containers: Containers,
  volumes: Volumes,
  images: LayeredImage[],
): Map<string, DiskUse> {
  const uses = new Map<string, DiskUse>();
  const useOf = (id: string) => {
    const use = uses.get(id) ?? { containers: 0, volumes: 0, images: 0, writers: [] };
    uses.set(id, use);
    return use;
  };
  const volumeSizes = new Map<string, number>();
  for (const volume of volumes) {
    const size = Math.max(0, volume.UsageData?.Size ?? 0);
    volumeSizes.set(volume.Name, size);
    const id = volume.Labels?.[label.sandbox];
    if (id) useOf(id).volumes += size;
  }
  for (const container of containers) {
    const id = container.Labels?.[label.sandbox];
    if (!id) continue;
    const use = useOf(id);
    const own = container.SizeRw ?? 0;
    use.containers += own;
    if (container.State !== "running") continue;
    const mounted = (container.Mounts ?? []).filter((mount) => mount.RW);
    const bytes = mounted.reduce((total, mount) => total + (volumeSizes.get(mount.Name ?? "") ?? 0), own);
    const name = container.Names?.[0]?.replace(/^\//, "") ?? container.Id;
    use.writers.push({ id: container.Id, name, role: container.Labels?.[label.role] ?? "", bytes });
  }
  for (const [id, bytes] of ownLayers(images)) useOf(id).images += bytes;
  return uses;
}

/**
 * What images add to those they are built on. A layer that several of a sandbox's images share counts once;
 * the catalogue's layers count for nobody.
 */
function ownLayers(images: LayeredImage[]): Map<string, number> {
  const added = new Map<string, number>();
  /** The size of what a row of layers, joined, comes to. */
  const known = new Map<string, number>();
  const byDepth = [...images].sort((a, b) => a.layers.length - b.layers.length || rank(a) - rank(b));
  for (const { sandbox, layers, size } of byDepth) {
    const chain = layers.join();
    if (known.has(chain)) continue;
    known.set(chain, size);
    if (sandbox === undefined) continue;
    let below = 0;
    for (let depth = layers.length - 1; depth > 0 && below === 0; depth -= 1) {
      below = known.get(layers.slice(0, depth).join()) ?? 0;
    }
    added.set(sandbox, (added.get(sandbox) ?? 0) + Math.max(0, size - below));
  }
  return added;
}

/** Of images with the same layers the one that is nobody's comes first. */
const rank = (image: LayeredImage) => (image.sandbox === undefined ? 0 : 1);

export function total(use: DiskUse): number {
  return use.containers + use.volumes + use.images;
}

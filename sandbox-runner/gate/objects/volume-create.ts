import { admit, usageOf } from "./budget.ts";
import { describeFields, labels, map, readFields, refused, rewritten, text } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { tenantLabels } from "./gate-sandbox.ts";
import type { Inventory, OwnVolume } from "./inventory.ts";
import type { SandboxLimits } from "./limits.ts";
import { checkVolumeName, mangle } from "./names.ts";
import { engineError, refuse } from "./refusal.ts";
import { buildTmpfsOptions } from "./tmpfs.ts";

/** VolumeCreateOptions of the Engine API, version 1.51: every field of it. */
const volumeFields = {
  Name: rewritten(text(255)),
  Driver: rewritten(text(255)),
  DriverOpts: rewritten(map(text(), 16)),
  Labels: rewritten(labels),
  ClusterVolumeSpec: refused("volume-options"),
};

/**
 * Decides a `POST /volumes/create`. As on the engine, creating a volume that exists is no error:
 * `existing` is then to be answered with its inspect view.
 */
export function decideVolumeCreate(
  body: unknown,
  context: { sandbox: GateSandbox; inventory: Inventory; random: () => number },
): { name: string; engineName: string; body: Json; existing?: OwnVolume } {
  const { sandbox, inventory } = context;
  const request = readFields(body, volumeFields);
  const name = request.Name || anonymousName(context.random);
  checkDriver(name, request.Driver ?? "");
  checkVolumeName(name);
  const options = buildOptions(request.DriverOpts ?? {}, sandbox.limits);
  const existing = inventory.volumes.find((volume) => volume.name === name);
  const engineName = existing?.engineName ?? mangle(sandbox.id, name);
  if (!existing) admit(usageOf(inventory), { volumes: 1 }, sandbox.limits);
  return {
    name,
    engineName,
    ...(existing && { existing }),
    body: {
      Name: engineName,
      Driver: "local",
      ...(options && { DriverOpts: options }),
      Labels: {
        ...request.Labels,
        ...tenantLabels(sandbox),
        "composelab.options": JSON.stringify(request.DriverOpts ?? {}),
      },
    },
  };
}

export function volumeRequestFields() {
  return { VolumeCreateOptions: describeFields(volumeFields) };
}

/** There are no plugins: the engine's own words. */
function checkDriver(name: string, driver: string): void {
  if (driver === "" || driver === "local") return;
  const plugin = JSON.stringify(driver);
  throw engineError(
    404,
    `create ${name}: error looking up volume plugin ${driver}: plugin ${plugin} not found`,
  );
}

function anonymousName(random: () => number): string {
  return Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** A tmpfs with a size is the one thing that the local driver's options may make here. */
function buildOptions(options: Record<string, string>, limits: SandboxLimits): Json | undefined {
  const { type, device, o = "", ...rest } = options;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw refuse("volume-options", { field: `DriverOpts.${unknown.slice(0, 128)}` });
  if (type === undefined && device === undefined && o === "") return undefined;
  if (type !== "tmpfs" || device !== "tmpfs") throw refuse("volume-options", { field: "DriverOpts" });
  return { type: "tmpfs", device: "tmpfs", o: buildTmpfsOptions(o, limits) };
}

import type { Parsed } from "./fields.ts";
import type { Json } from "./gate-sandbox.ts";
import type { SandboxLimits } from "./limits.ts";
import type { mountFields } from "./mount-fields.ts";
import { engineError, refuse } from "./refusal.ts";

const flags = new Set(["rw", "ro", "exec", "noexec", "nosuid", "nodev", "noatime", "nodiratime", "relatime"]);

/**
 * The options of a `HostConfig.Tmpfs` entry, built anew and always with a size: a tmpfs without one could
 * take half of the machine's memory.
 */
export function buildTmpfsOptions(text: string, limits: SandboxLimits): string {
  const built: string[] = [];
  let size = limits.tmpfsSize;
  for (const option of text.split(",")) {
    if (option === "" || option === "defaults") continue;
    const [name = "", value] = option.split("=", 2);
    if (name === "size" && value !== undefined) size = bounded(parseSize(value), limits);
    else if (flags.has(option)) built.push(option);
    else if ((name === "mode" && /^[0-7]{1,4}$/.test(value ?? "")) || isOwner(name, value))
      built.push(option);
    else throw refuse("tmpfs-option", { field: "Tmpfs", value: option });
  }
  return [...built, `size=${size}`].join(",");
}

function isOwner(name: string, value: string | undefined): boolean {
  return (name === "uid" || name === "gid") && /^\d{1,6}$/.test(value ?? "");
}

/** A mount of type tmpfs, with a bounded size. */
export function buildTmpfsMount(mount: Parsed<typeof mountFields>, limits: SandboxLimits): Json {
  const options = mount.TmpfsOptions;
  const size = options?.SizeBytes ? bounded(options.SizeBytes, limits) : limits.tmpfsSize;
  return {
    Type: "tmpfs",
    ReadOnly: mount.ReadOnly ?? false,
    TmpfsOptions: {
      SizeBytes: size,
      ...(options?.Mode && { Mode: options.Mode & 0o7777 }),
      ...(options?.Options && { Options: options.Options }),
    },
  };
}

function bounded(size: number, limits: SandboxLimits): number {
  if (size > limits.tmpfsSize) throw refuse("tmpfs-size", { size, limit: limits.tmpfsSize });
  return size;
}

const units: Record<string, number> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A size as the kernel reads it: `65536k`, `64m`, bytes. */
export function parseSize(text: string): number {
  const match = /^(\d{1,15})([kmg]?)b?$/i.exec(text);
  const unit = units[match?.[2]?.toLowerCase() ?? "?"];
  const size = Number(match?.[1]) * (unit ?? Number.NaN);
  if (!(size > 0)) throw engineError(400, `invalid size: '${text.slice(0, 64)}'`);
  return size;
}

import { existsSync } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import { availableParallelism, type as systemType, totalmem } from "node:os";
import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { parseOsRelease } from "../../sandbox-runner/engine/host.ts";
import { type Finding, finding } from "./finding.ts";

const minimumNode = 24;
const minimumMemoryMiB = 1024;
const minimumDiskMiB = 4096;
const mebibyte = 1024 * 1024;

export async function examineSystem(settings: Settings): Promise<Finding[]> {
  return [await node(), await memory(), await disk(settings.dataDirectory), cgroups()].flat();
}

async function node(): Promise<Finding> {
  const running = process.versions.node;
  if (Number(running.split(".")[0]) < minimumNode) {
    const text = message("engine.doctor-node-old", { node: running, minimum: minimumNode });
    return finding("system", "problem", text, [message("engine.doctor-node-old-remedy")]);
  }
  const release = parseOsRelease(await readFile("/etc/os-release", "utf8").catch(() => ""));
  const system = release.PRETTY_NAME ?? systemType();
  const processors = availableParallelism();
  return finding("system", "ok", message("engine.doctor-system", { system, node: running, processors }));
}

async function memory(): Promise<Finding> {
  const table = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kibibytes = Number(/^MemAvailable:\s+(\d+)/m.exec(table)?.[1] ?? Number.NaN);
  const total = Math.floor(totalmem() / mebibyte);
  const available = Number.isNaN(kibibytes) ? total : Math.floor(kibibytes / 1024);
  if (available >= minimumMemoryMiB) {
    return finding("memory", "ok", message("engine.doctor-memory", { available, total }));
  }
  const text = message("engine.doctor-memory-low", { available, total, minimum: minimumMemoryMiB });
  return finding("memory", "problem", text, [message("engine.doctor-memory-remedy")]);
}

async function disk(dataDirectory: string): Promise<Finding> {
  let directory = dataDirectory;
  while (!existsSync(directory)) directory = path.dirname(directory);
  const { bavail, bsize } = await statfs(directory);
  const params = { directory: dataDirectory, available: Math.floor((bavail * bsize) / mebibyte) };
  if (params.available >= minimumDiskMiB) return finding("disk", "ok", message("engine.doctor-disk", params));
  const text = message("engine.doctor-disk-low", { ...params, minimum: minimumDiskMiB });
  return finding("disk", "problem", text, [message("engine.doctor-disk-remedy")]);
}

/** Only Linux has them; elsewhere the engine's own machine looks after them. */
function cgroups(): Finding[] {
  if (process.platform !== "linux") return [];
  if (existsSync("/sys/fs/cgroup/cgroup.controllers")) {
    return [finding("cgroup", "ok", message("engine.doctor-cgroup", { version: 2 }))];
  }
  if (existsSync("/sys/fs/cgroup/memory")) {
    return [finding("cgroup", "ok", message("engine.doctor-cgroup", { version: 1 }))];
  }
  const remedy = message("engine.doctor-cgroup-remedy");
  return [finding("cgroup", "warning", message("engine.doctor-cgroup-missing"), [remedy])];
}

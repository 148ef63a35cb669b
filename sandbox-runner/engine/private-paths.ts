import { createHash } from "node:crypto";
import path from "node:path";

/** Every place of a private engine, all beneath its directory. */
export function privatePaths(engineDirectory: string) {
  const at = (...parts: string[]) => path.join(engineDirectory, ...parts);
  return {
    lock: at("engine.lock"),
    run: at("run"),
    logs: at("logs"),
    dataRoot: at("data"),
    execRoot: at("run", "docker"),
    socket: at("run", "docker.sock"),
    pidFile: at("run", "docker.pid"),
    daemonConfig: at("run", "daemon.json"),
    containerdConfig: at("run", "containerd.toml"),
    containerdRoot: at("containerd"),
    containerdState: at("run", "containerd"),
    containerdSocket: at("run", "containerd.sock"),
    bootMark: at("run", "boot-id"),
  };
}

/** Name of the engine's own bridge: short enough for the kernel (15), and another one for another directory. */
export function bridgeName(engineDirectory: string): string {
  return `cl-${createHash("sha256").update(path.resolve(engineDirectory)).digest("hex").slice(0, 8)}`;
}

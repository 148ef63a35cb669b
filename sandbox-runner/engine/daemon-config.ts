import type { privatePaths } from "./private-paths.ts";
import { remapUser } from "./remap-user.ts";
import type { RuntimeConfig } from "./runtime.ts";

type Paths = ReturnType<typeof privatePaths>;

export type DaemonChoices = {
  programs: string;
  bridge: string;
  /** Pool for networks that name no subnet. */
  pool: string;
  runtime: RuntimeConfig;
};

/** dockerd's configuration file, in the terms of the `dockerd` reference. */
export function dockerdConfig(paths: Paths, choices: DaemonChoices): Record<string, unknown> {
  return {
    "data-root": paths.dataRoot,
    "exec-root": paths.execRoot,
    pidfile: paths.pidFile,
    hosts: [`unix://${paths.socket}`],
    // dockerd would give its socket to the group docker, whose members would then be root in all but name.
    group: "root",
    containerd: paths.containerdSocket,
    bridge: choices.bridge,
    "default-address-pools": [{ base: choices.pool, size: 28 }],
    "userns-remap": remapUser,
    "log-driver": "json-file",
    "log-opts": { "max-size": "10m", "max-file": "3" },
    "no-new-privileges": true,
    // Students' containers outlive a daemon that is killed; the one that is started next finds them.
    "live-restore": true,
    // Also where systemd runs: a sandbox's containers get one control group together, which the runner limits.
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    ...choices.runtime,
    "init-path": `${choices.programs}/tini-static`,
    "userland-proxy-path": `${choices.programs}/docker-proxy`,
    features: { buildkit: false },
  };
}

/** containerd's configuration file: everything beneath the engine's directory, and no plugin that dials out. */
export function containerdConfig(paths: Paths): string {
  return [
    "version = 3",
    `root = ${JSON.stringify(paths.containerdRoot)}`,
    `state = ${JSON.stringify(paths.containerdState)}`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]',
    "",
    "[grpc]",
    `  address = ${JSON.stringify(paths.containerdSocket)}`,
    "",
  ].join("\n");
}

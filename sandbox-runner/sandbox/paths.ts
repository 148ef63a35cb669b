import { join } from "node:path";

/** Where a sandbox's sockets are on the host; the directory is mounted into its toolbox. */
export function sandboxDirectory(dataDirectory: string, id: string) {
  const directory = join(dataDirectory, "run", "sandboxes", id);
  return {
    directory,
    gateSocket: join(directory, "docker.sock"),
    portsDirectory: join(directory, "ports"),
    portSocket: (port: number) => join(directory, "ports", `${port}.sock`),
  };
}

/** The same directory as the toolbox sees it. */
export const insideToolbox = {
  directory: "/run/composelab",
  dockerHost: "unix:///run/composelab/docker.sock",
  portSocket: (port: number) => `/run/composelab/ports/${port}.sock`,
} as const;

export const toolboxName = (id: string) => `${id}-toolbox`;
export const workspaceVolumeName = (id: string) => `${id}-workspace`;
export const claimVolumeName = (id: string) => `${id}-claim`;
export const probeName = (id: string, container: string) => `${id}-probe-${container.slice(0, 12)}`;

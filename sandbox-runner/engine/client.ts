import { stat } from "node:fs/promises";
import Docker from "dockerode";
import { z } from "zod";

/** First API version with `VolumeOptions.Subpath`, on which workspace binds rest. */
export const minimumApiVersion = "1.45";

const versionSchema = z.object({ Version: z.string(), ApiVersion: z.string() });

const infoSchema = z.object({
  SecurityOptions: z.array(z.string()).nullable().optional(),
  OperatingSystem: z.string().optional(),
});

export type EngineAnswer = {
  docker: Docker;
  version: string;
  apiVersion: string;
  securityOptions: string[];
  operatingSystem: string;
};

export function connect(socketPath: string): Docker {
  return new Docker({ socketPath });
}

/** Asks the engine behind a socket who it is. @throws when it does not answer in time. */
export async function askEngine(socketPath: string, timeoutMs = 5000): Promise<EngineAnswer> {
  if (!(await stat(socketPath)).isSocket()) throw new Error(`${socketPath} is not a socket`);
  const docker = new Docker({ socketPath, timeout: timeoutMs });
  const version = versionSchema.parse(await docker.version());
  const info = infoSchema.parse(await docker.info());
  return {
    docker: connect(socketPath),
    version: version.Version,
    apiVersion: version.ApiVersion,
    securityOptions: info.SecurityOptions ?? [],
    operatingSystem: info.OperatingSystem ?? "",
  };
}

/** Compares API versions such as 1.9 and 1.45 by their numbers. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = minimum.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Address of the host on the engine's default bridge, or an empty string when there is none. */
export async function bridgeAddressOf(docker: Docker): Promise<string> {
  const schema = z.object({
    IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })).nullable() }),
  });
  try {
    const network = schema.parse(await docker.getNetwork("bridge").inspect());
    return network.IPAM.Config?.[0]?.Gateway ?? "";
  } catch {
    return "";
  }
}

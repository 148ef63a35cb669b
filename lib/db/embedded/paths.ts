import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSecret } from "../../config/secrets.ts";
import type { Settings } from "../../config/settings.ts";

export type PostgresPaths = {
  /** Holds the cluster and, for root, a copy of the programs. */
  home: string;
  cluster: string;
  socketDirectory: string;
};

type Place = Pick<Settings, "dataDirectory" | "instance">;

export const postgresPort = 5432;
export const postgresUser = "composelab";

/** Where the kernel ends: `sun_path` has 108 bytes with the final NUL, and Postgres puts a name of 14 there. */
const maximumSocketDirectory = 90;

/**
 * Where the embedded server lives: in the data directory. Postgres refuses to run as root and cannot enter a
 * directory that only root may; then its files go to a directory of their own.
 */
export function postgresPaths({ dataDirectory, instance }: Place): PostgresPaths {
  const reachable = process.getuid?.() !== 0 || othersMayEnter(path.dirname(dataDirectory));
  const home = reachable ? path.join(dataDirectory, "postgres") : `/var/lib/composelab-postgres-${instance}`;
  const socketDirectory = path.join(home, "socket");
  const short = socketDirectory.length <= maximumSocketDirectory;
  return {
    home,
    cluster: path.join(home, "cluster-18"),
    socketDirectory: short ? socketDirectory : path.join(tmpdir(), `composelab-${instance}`),
  };
}

export function postgresLog(dataDirectory: string): string {
  return path.join(dataDirectory, "logs", "postgres.log");
}

/** The address of the database: the operator's own, or the embedded server's socket with its secret. */
export function databaseUrl(settings: Place & Pick<Settings, "databaseUrl">): string {
  return settings.databaseUrl ?? embeddedUrl(settings, "composelab");
}

export function embeddedUrl(settings: Place, database: string): string {
  const password = readSecret(settings.dataDirectory, "database-password");
  const socket = encodeURIComponent(postgresPaths(settings).socketDirectory);
  return `postgres://${postgresUser}:${password}@/${database}?host=${socket}&port=${postgresPort}`;
}

function othersMayEnter(directory: string): boolean {
  const parent = path.dirname(directory);
  const enterable = (statSync(directory, { throwIfNoEntry: false })?.mode ?? 0o001) & 0o001;
  return enterable !== 0 && (parent === directory || othersMayEnter(parent));
}

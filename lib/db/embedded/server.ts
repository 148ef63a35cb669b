import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { chmod, chown, lstat, mkdir, readFile, readlink, realpath } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Settings } from "../../config/settings.ts";
import { type Account, postgresAccount } from "./account.ts";
import { initialiseCluster } from "./initialise.ts";
import { embeddedUrl, type PostgresPaths, postgresLog, postgresPaths, postgresPort } from "./paths.ts";
import { type PostgresPrograms, postgresPrograms } from "./programs.ts";

type Place = Pick<Settings, "dataDirectory" | "instance">;

/** Long enough for the recovery after a crash and for the backends of a killed server to notice. */
const startMilliseconds = 60_000;
const stopMilliseconds = 8_000;

/**
 * Starts the embedded server, or finds it running: also one that a killed supervisor left behind.
 * It listens on a socket only, in a session of its own, so that Ctrl-C in the terminal does not reach it.
 *
 * @returns its process, and whether it was already there.
 */
export async function startPostgres(place: Place): Promise<{ pid: number; adopted: boolean }> {
  const paths = postgresPaths(place);
  const running = await runningServer(paths);
  const adopted = running && (await answers(place, () => isServerOf(running, paths)));
  if (adopted) {
    await ensureDatabase(place);
    return { pid: running, adopted: true };
  }
  const account = await postgresAccount();
  await prepareDirectories(paths, account, place.dataDirectory);
  const programs = await postgresPrograms(paths.home, account);
  await initialiseCluster(paths, programs, account, place.dataDirectory);
  const pid = await launch(place, paths, programs, account);
  await ensureDatabase(place);
  return { pid, adopted: false };
}

/** Stops the server in order: open transactions are ended, what was committed is on the disk. */
export async function stopPostgres(place: Place): Promise<void> {
  const paths = postgresPaths(place);
  const pid = await runningServer(paths);
  if (!pid) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + stopMilliseconds;
  while (Date.now() < deadline) {
    if ((await runningServer(paths)) !== pid) return;
    await pause(50);
  }
  process.kill(pid, "SIGQUIT");
}

/** The process of the server that runs on this cluster, by its own pid file. */
export async function runningServer(paths: PostgresPaths): Promise<number | undefined> {
  const text = await readFile(path.join(paths.cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return (await isServerOf(pid, paths)) ? pid : undefined;
}

/**
 * A pid file of a killed server whose number was given out again would keep every server from starting.
 * The caller has made sure that no server runs.
 */
function removeStaleFiles(paths: PostgresPaths): void {
  if (process.platform !== "linux") return;
  const socket = path.join(paths.socketDirectory, `.s.PGSQL.${postgresPort}`);
  for (const file of [path.join(paths.cluster, "postmaster.pid"), socket, `${socket}.lock`]) {
    rmSync(file, { force: true });
  }
}

/** A server's working directory is its cluster. A zombie has none. */
async function isServerOf(pid: number, paths: PostgresPaths): Promise<boolean> {
  if (process.platform !== "linux") return signalReaches(pid);
  const cluster = await realpath(paths.cluster).catch(() => paths.cluster);
  return (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === cluster;
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function prepareDirectories(
  paths: PostgresPaths,
  account: Account | undefined,
  dataDirectory: string,
): Promise<void> {
  const logs = path.join(dataDirectory, "logs");
  for (const directory of [dataDirectory, logs, paths.home]) await mkdir(directory, { recursive: true });
  await mkdir(paths.socketDirectory, { recursive: true, mode: 0o700 });
  await refuseForeign(paths.socketDirectory, account);
  if (!account) return chmod(paths.socketDirectory, 0o700);
  // Its account has to pass through the data directory, and needs to see nothing else there.
  await chmod(dataDirectory, 0o711);
  await chmod(paths.home, 0o711);
  await chown(paths.socketDirectory, account.uid, account.gid);
}

/**
 * With a long data directory the socket lies among everybody's temporary files. Whoever has made its directory
 * before us could put a server of their own there.
 */
async function refuseForeign(directory: string, account: Account | undefined): Promise<void> {
  const found = await lstat(directory);
  const owners = [process.getuid?.(), account?.uid];
  if (found.isDirectory() && owners.includes(found.uid)) return;
  throw new Error(`${directory} belongs to somebody else. Remove it, or choose a shorter data directory.`);
}

/**
 * The first try fails when the backends of a killed server are still there ("pre-existing shared memory block is
 * still in use"); they go by themselves, so it is tried again.
 */
async function launch(
  place: Place,
  paths: PostgresPaths,
  programs: PostgresPrograms,
  account: Account | undefined,
): Promise<number> {
  const logFile = postgresLog(place.dataDirectory);
  const deadline = Date.now() + startMilliseconds;
  for (;;) {
    removeStaleFiles(paths);
    const child = spawnServer(paths, programs, account, logFile);
    child.once("error", () => undefined);
    const alive = async () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    if ((await answers(place, alive)) && child.pid) return child.pid;
    if (Date.now() > deadline) throw new Error(`PostgreSQL does not start:\n${lastLines(logFile)}`);
    await pause(500);
  }
}

function spawnServer(
  paths: PostgresPaths,
  programs: PostgresPrograms,
  account: Account | undefined,
  logFile: string,
) {
  const log = openSync(logFile, "a", 0o600);
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${paths.socketDirectory}`,
    "max_connections=100",
    "shared_buffers=64MB",
    "jit=off",
    "log_min_messages=warning",
  ];
  const flags = [
    "-D",
    paths.cluster,
    "-p",
    String(postgresPort),
    ...settings.flatMap((entry) => ["-c", entry]),
  ];
  const child = spawn(programs.postgres, flags, {
    ...account,
    cwd: paths.cluster,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** Waits until the server takes connections. False when it ended instead. */
async function answers(place: Place, isAlive: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + startMilliseconds;
  while (await isAlive()) {
    const client = new pg.Client({ connectionString: embeddedUrl(place, "postgres") });
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (connected) return true;
    if (Date.now() > deadline) throw new Error("PostgreSQL runs, but does not answer on its socket.");
    await pause(50);
  }
  return false;
}

async function ensureDatabase(place: Place): Promise<void> {
  const client = new pg.Client({ connectionString: embeddedUrl(place, "postgres") });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = 'composelab'");
    if (found.rowCount === 0) await client.query("create database composelab");
  } finally {
    await client.end();
  }
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-12).join("\n");
}

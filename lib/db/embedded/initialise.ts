import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readSecret } from "../../config/secrets.ts";
import type { Account } from "./account.ts";
import { type PostgresPaths, postgresUser } from "./paths.ts";
import type { PostgresPrograms } from "./programs.ts";

/**
 * Makes the cluster when there is none. An interrupted initdb leaves only a draft, which the next one removes.
 */
export async function initialiseCluster(
  paths: PostgresPaths,
  programs: PostgresPrograms,
  account: Account | undefined,
  dataDirectory: string,
): Promise<void> {
  if (existsSync(path.join(paths.cluster, "PG_VERSION"))) return;
  const draft = `${paths.cluster}.draft`;
  const passwordFile = `${paths.cluster}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, readSecret(dataDirectory, "database-password"), { mode: 0o600 });
  if (account) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const flags = [`--pgdata=${draft}`, `--username=${postgresUser}`, `--pwfile=${passwordFile}`];
  const locale = ["--auth=scram-sha-256", "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions"];
  try {
    await run(programs.initdb, [...flags, ...locale], account);
    await rename(draft, paths.cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function run(program: string, options: string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { ...account, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed:\n${said}`))));
  });
}

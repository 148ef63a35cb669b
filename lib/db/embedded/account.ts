import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export type Account = { uid: number; gid: number };

const run = promisify(execFile);
const accountName = "composelab-db";

/** The account that Postgres runs as: nothing when we are not root, else one of its own, made when missing. */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await findAccount(accountName);
  if (existing) return existing;
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  await run("useradd", [...options, "--shell", "/usr/sbin/nologin", accountName]).catch(() => undefined);
  const made = (await findAccount(accountName)) ?? (await findAccount("postgres"));
  if (!made) throw new Error(`The account ${accountName} could not be made: useradd is missing or failed.`);
  return made;
}

async function findAccount(name: string): Promise<Account | undefined> {
  const accounts = await readFile("/etc/passwd", "utf8");
  const fields = accounts
    .split("\n")
    .map((line) => line.split(":"))
    .find((parts) => parts[0] === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

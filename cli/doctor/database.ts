import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Settings } from "../../lib/config/settings.ts";
import { databaseUrl, postgresPaths } from "../../lib/db/embedded/paths.ts";
import { runningServer } from "../../lib/db/embedded/server.ts";
import { message } from "../../lib/i18n/message.ts";
import { type Finding, finding } from "./finding.ts";

const timeoutMs = 3000;

export async function examineDatabase(settings: Settings): Promise<Finding[]> {
  const idle = finding("database", "info", message("engine.doctor-database-idle"));
  // Asking for the embedded server's address would make its secret; without a socket there is nothing to ask.
  if (!settings.databaseUrl && !existsSync(postgresPaths(settings).socketDirectory)) return [idle];
  try {
    const version = await serverVersion(databaseUrl(settings));
    return [finding("database", "ok", message("engine.doctor-database", { version }))];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (!settings.databaseUrl) {
      const runs = (await runningServer(postgresPaths(settings))) !== undefined;
      return runs ? [broken(settings, detail)] : [idle];
    }
    const remedy = message("engine.doctor-database-remedy");
    return [finding("database", "problem", message("engine.doctor-database-away", { detail }), [remedy])];
  }
}

function broken({ dataDirectory }: Settings, detail: string): Finding {
  const log = join(dataDirectory, "logs", "postgres.log");
  const remedy = message("engine.doctor-database-broken-remedy", { log });
  return finding("database", "problem", message("engine.doctor-database-broken", { detail }), [remedy]);
}

async function serverVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  try {
    await client.connect();
    const answer = await client.query<{ server_version: string }>("SHOW server_version");
    return answer.rows[0]?.server_version ?? "";
  } finally {
    await client.end().catch(() => undefined);
  }
}

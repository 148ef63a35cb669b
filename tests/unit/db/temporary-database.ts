import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type OpenDatabase, openDatabase } from "../../../lib/db/client.ts";
import { databaseUrl } from "../../../lib/db/embedded/paths.ts";
import { startPostgres, stopPostgres } from "../../../lib/db/embedded/server.ts";
import { migrateDatabase } from "../../../lib/db/migrate.ts";

export type TemporaryDatabase = OpenDatabase & { url: string; place: Place };

type Place = { dataDirectory: string; instance: string };

/** A real server of its own, with our tables, that is gone after the test. */
export async function openTemporaryDatabase(): Promise<TemporaryDatabase> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-db-"));
  const place = { dataDirectory, instance: "test" };
  await startPostgres(place);
  const url = databaseUrl(place);
  await migrateDatabase(url);
  const open = openDatabase(url, { name: "test" });
  const close = async () => {
    await open.close();
    await stopPostgres(place);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { ...open, url, place, close };
}

import path from "node:path";
import { sql } from "drizzle-orm";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { openDatabase } from "./client.ts";
import { openQueue } from "./queue.ts";

/** Two processes that start together take turns; the number is arbitrary and only ours. */
const migrationLock = 707_213;

const migrationsFolder = path.join(import.meta.dirname, "migrations");

/** Brings our tables and the queue's to the version that this code needs. Does nothing when they are current. */
export async function migrateDatabase(url: string): Promise<void> {
  const { database, close } = openDatabase(url, { name: "composelab-migrate", connections: 2 });
  try {
    await database.transaction(async (transaction) => {
      await transaction.execute(sql`select pg_advisory_xact_lock(${migrationLock})`);
      await migrate(database, { migrationsFolder });
      const queue = await openQueue(url, { role: "migrate" });
      await queue.close();
    });
  } finally {
    await close();
  }
}

import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as schema from "./schema.ts";

/** The typed client, or a transaction of it: every function of this folder takes either. */
export type Database = NodePgDatabase<typeof schema>;

export type OpenDatabase = { database: Database; pool: pg.Pool; close: () => Promise<void> };

/**
 * Opens a pool. Nothing is connected yet; a query fails when the server is away and works again when it is back.
 *
 * @param onError is told of idle connections that the server dropped. The pool replaces them by itself.
 */
export function openDatabase(
  url: string,
  options: { name: string; connections?: number; onError?: (error: Error) => void },
): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.name,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.on("error", (error) => options.onError?.(error));
  return { database: drizzle(pool, { schema }), pool, close: () => pool.end() };
}

import { readSettings } from "../lib/config/settings.ts";
import { databaseUrl } from "../lib/db/embedded/paths.ts";
import { migrateDatabase } from "../lib/db/migrate.ts";

/** `npm run migrate`: for several machines, once before `npm run web` and `npm run runner` are started anew. */
await migrateDatabase(databaseUrl(readSettings(process.env)));

import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { databaseUrl } from "../../lib/db/embedded/paths.ts";
import { startPostgres } from "../../lib/db/embedded/server.ts";
import { migrateDatabase } from "../../lib/db/migrate.ts";
import { message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { SetupError, type Step } from "../step.ts";

/** The embedded server (unless there is an own one) and the tables. Both are quick when there is nothing to do. */
export function database(settings: Settings): Step {
  const tell = (name: string) => translate(message(`platform.${name}`), settings.locale);
  return {
    title: message("platform.step-database"),
    isCurrent: async () => false,
    run: async (report) => {
      try {
        if (!settings.databaseUrl) {
          report(tell("database-starting"));
          await startPostgres(settings);
        }
        report(tell("database-migrating"));
        await migrateDatabase(databaseUrl(settings));
      } catch (error) {
        throw explained(error, settings);
      }
    },
  };
}

function explained(error: unknown, { databaseUrl: given, dataDirectory: directory }: Settings): SetupError {
  const detail = error instanceof Error ? error.message || String(error.cause ?? error.name) : String(error);
  if (given) {
    const refused = message("platform.database-refused", { detail });
    return new SetupError(refused, message("platform.database-refused-remedy"));
  }
  const log = path.join(directory, "logs", "postgres.log");
  const remedy = message("platform.database-embedded-remedy", { directory, log });
  return new SetupError(message("platform.database-embedded", { detail }), remedy);
}

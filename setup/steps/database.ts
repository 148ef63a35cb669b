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
      if (!settings.databaseUrl) {
        report(tell("database-starting"));
        await startPostgres(settings);
      }
      report(tell("database-migrating"));
      try {
        await migrateDatabase(databaseUrl(settings));
      } catch (error) {
        if (!settings.databaseUrl) throw error;
        const detail =
          error instanceof Error ? error.message || String(error.cause ?? error.name) : String(error);
        throw new SetupError(
          message("platform.database-refused", { detail }),
          message("platform.database-refused-remedy"),
        );
      }
    },
  };
}

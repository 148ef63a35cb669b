import path from "node:path";
import type { Settings } from "../lib/config/settings.ts";
import { message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { runFiles } from "../lib/process/run-files.ts";
import type { Display } from "./display.ts";
import { keepDatabase } from "./keep-database.ts";
import { type Kept, keepRunning } from "./keep-running.ts";

/** The processes of the product, each kept running from the moment it is asked for. */
export type Parts = {
  keepDatabase(): void;
  /** @param flags asked for at every start */
  keepRunner(flags: () => string[]): void;
  keepSite(): void;
  /** The site and the runner first, together, and the database that both use last. */
  stopAll(): Promise<void>;
};

type Part = { title: string; kept: Kept };

export function openParts(options: { settings: Settings; repository: string; display: Display }): Parts {
  const { settings, repository, display } = options;
  const files = runFiles(settings.dataDirectory);
  const servers: Part[] = [];
  const databases: Part[] = [];
  const titleOf = (name: string) => translate(message(name), settings.locale);
  const onDeathOf = (part: string) => (how: string) =>
    display.warn(message("platform.part-died", { part, how }));

  const keepProgram = (title: string, program: string, lockFile: string, flags: () => string[]) => {
    const kept = keepRunning({
      command: () => [process.execPath, path.join(repository, program), ...flags(), "--supervised"],
      directory: repository,
      environment: {
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        // A restart after a crash is the sooner over.
        NODE_COMPILE_CACHE: path.join(settings.dataDirectory, "cache", "node"),
      },
      lockFile,
      logFile: path.join(settings.dataDirectory, "logs", `${path.basename(lockFile, ".json")}.log`),
      onDeath: onDeathOf(title),
    });
    servers.push({ title, kept });
  };
  const stop = async ({ title, kept }: Part) => {
    const line = display.begin(message("platform.stopping", { part: title }));
    await kept.stop();
    line.end("done");
  };
  return {
    keepDatabase: () => {
      const title = titleOf("platform.part-database");
      databases.push({ title, kept: keepDatabase(settings, onDeathOf(title)) });
    },
    keepRunner: (flags) => {
      keepProgram(titleOf("platform.part-runner"), "sandbox-runner/server/main.ts", files.runner, flags);
    },
    keepSite: () => keepProgram(titleOf("platform.part-site"), "server.ts", files.web, () => []),
    stopAll: async () => {
      await Promise.all(servers.map(stop));
      await Promise.all(databases.map(stop));
    },
  };
}

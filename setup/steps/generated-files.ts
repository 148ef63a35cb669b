import { globSync } from "node:fs";
import path from "node:path";
import { message } from "../../lib/i18n/message.ts";
import { fingerprint, stampFile } from "../fingerprint.ts";
import { runCommand } from "../run-command.ts";
import type { Step } from "../step.ts";

const sources = ["package.json", "package-lock.json", "lib/**/generate*.ts"];

/** Files that are made from other files and not kept in the repository: `npm run generate`. */
export function generatedFiles(repository: string, logs: string): Step {
  const stamp = stampFile(path.join(repository, "node_modules", ".composelab-generated"));
  const value = () => fingerprint(repository, sources);
  return {
    title: message("platform.step-generate"),
    isCurrent: async () => {
      const present = globSync("lib/**/generated/*", { cwd: repository }).length > 0;
      return present && stamp.matches(value());
    },
    run: async (report, signal) => {
      await stamp.clear();
      const logFile = path.join(logs, "generate.log");
      await runCommand({
        command: ["npm", "run", "generate"],
        directory: repository,
        logFile,
        onLine: report,
        signal,
      });
      await stamp.write(value());
    },
  };
}

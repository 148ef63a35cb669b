import { existsSync } from "node:fs";
import path from "node:path";
import { message } from "../../lib/i18n/message.ts";
import { withLock } from "../../lib/process/with-lock.ts";
import { fingerprint, stampFile } from "../fingerprint.ts";
import { runCommand } from "../run-command.ts";
import type { Step } from "../step.ts";

/** Everything that `next build` reads. Content is read when a page is asked for, so it is not among it. */
const sources = [
  "app/**/*",
  "lib/**/*.{ts,tsx,json,js}",
  "public/**/*",
  "next.config.mjs",
  "postcss.config.mjs",
  "proxy.ts",
  "package-lock.json",
];

/** The production build of the site. */
export function siteBuild(repository: string, logs: string): Step {
  const output = path.join(repository, ".next");
  // Not in the output: a build begins by emptying it.
  const beside = path.join(repository, "node_modules", ".composelab-build");
  const stamp = stampFile(path.join(output, "composelab-build"));
  const value = () => fingerprint(repository, sources);
  const isCurrent = async () => existsSync(path.join(output, "BUILD_ID")) && (await stamp.matches(value()));
  return {
    title: message("platform.step-build"),
    isCurrent,
    run: (report, signal) =>
      // Two installations may share one checkout, and so the build.
      withLock(
        `${beside}.lock`,
        async () => {
          if (await isCurrent()) return;
          const before = value();
          await stamp.clear();
          await runCommand({
            command: [process.execPath, path.join(repository, "node_modules/next/dist/bin/next"), "build"],
            directory: repository,
            environment: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
            logFile: path.join(logs, "build.log"),
            onLine: report,
            processFile: `${beside}.process`,
            signal,
          });
          await stamp.write(before);
        },
        signal,
      ),
  };
}

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { message } from "../../lib/i18n/message.ts";
import { runCommand } from "../run-command.ts";
import { SetupError, type Step } from "../step.ts";

/** A browser, and letters for the Korean pages. */
const packages = ["chromium", "fonts-noto-cjk"];

/** What the browser tests need from Debian or Ubuntu. */
export function browserPackages(repository: string, logs: string): Step {
  return {
    title: message("platform.step-browser"),
    isCurrent: async () => (await missingPackages()).length === 0,
    run: async (report, signal) => {
      const missing = await missingPackages();
      if (process.getuid?.() !== 0) {
        throw new SetupError(message("platform.packages-missing", { packages: missing.join(" ") }));
      }
      const common = { directory: repository, onLine: report, signal };
      const environment = { DEBIAN_FRONTEND: "noninteractive" };
      const apt = (name: string, ...options: string[]) =>
        runCommand({
          ...common,
          command: ["apt-get", "-o", "DPkg::Lock::Timeout=300", ...options],
          environment,
          logFile: path.join(logs, name),
        });
      await apt("apt-update.log", "update");
      await apt("apt-install.log", "install", "-y", "--no-install-recommends", ...missing);
    },
  };
}

async function missingPackages(): Promise<string[]> {
  const run = promisify(execFile);
  const missing: string[] = [];
  for (const name of packages) {
    const { stdout } = await run("dpkg", ["--status", name]).catch(() => ({ stdout: "" }));
    if (!stdout.includes("Status: install ok installed")) missing.push(name);
  }
  return missing;
}

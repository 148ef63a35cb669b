import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(import.meta.dirname, "../../..");

export type Run = { code: number | null; output: string };

/**
 * A checkout in which nothing is installed, with an npm and a supervisor that only pretend: what `start.mjs` does
 * before there is anything to build on can be seen in seconds.
 */
export class Newcomer {
  readonly directory = mkdtempSync(path.join(tmpdir(), "composelab-newcomer-"));

  constructor() {
    for (const name of [
      "setup/start.mjs",
      "setup/bootstrap",
      "lib/config/settings.json",
      "lib/i18n/catalogue",
    ]) {
      cpSync(path.join(repository, name), path.join(this.directory, name), { recursive: true });
    }
    const lock = { lockfileVersion: 3, packages: { "": {}, "node_modules/zod": { version: "4.0.0" } } };
    this.write("package-lock.json", JSON.stringify(lock));
    this.npm("exit 0");
    this.supervisor("exit 0");
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(this.directory, name)), { recursive: true });
    writeFileSync(path.join(this.directory, name), text);
  }

  /** What the pretended npm does after it has put the modern Node in place. */
  npm(script: string): void {
    const install = `mkdir -p node_modules/.bin && cp fake-node node_modules/.bin/node && echo npm >> calls`;
    const shell = JSON.stringify(`${install}; ${script}`);
    this.write(
      "fake-npm.js",
      `const { status } = require("child_process").spawnSync("sh", ["-c", ${shell}], { stdio: "inherit" });
      process.exit(status);`,
    );
  }

  /** What the pretended Node does when it is to run the supervisor. */
  supervisor(script: string): void {
    this.write("fake-node", `#!/bin/sh\necho "supervisor $*" >> calls\n${script}\n`);
    chmodSync(path.join(this.directory, "fake-node"), 0o755);
    if (existsSync(path.join(this.directory, "node_modules/.bin"))) {
      execFileSync("cp", ["fake-node", "node_modules/.bin/node"], { cwd: this.directory });
    }
  }

  start(...options: string[]): Promise<Run> {
    const program = path.join(this.directory, "setup/start.mjs");
    const env = {
      ...process.env,
      npm_execpath: path.join(this.directory, "fake-npm.js"),
      COMPOSELAB_LOCALE: "en",
    };
    const child = spawn(process.execPath, [program, ...options], { cwd: this.directory, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
  }

  /** One line for each time that npm or the supervisor was run. */
  calls(): string[] {
    const file = path.join(this.directory, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }
}

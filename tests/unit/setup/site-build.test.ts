import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isAlive, processIdentity } from "../../../lib/process/identity.ts";
import { runCommand } from "../../../setup/run-command.ts";
import { siteBuild } from "../../../setup/steps/site-build.ts";
import { until } from "../db/until.ts";

const signal = new AbortController().signal;
const ignore = () => undefined;

/** A repository whose `next build` is the given script. */
function repositoryWith(next: string) {
  const repository = mkdtempSync(path.join(tmpdir(), "composelab-build-"));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
    writeFileSync(path.join(repository, name), text);
  };
  write("node_modules/next/dist/bin/next", next);
  write("app/page.tsx", "one");
  return { repository, write, step: siteBuild(repository, path.join(repository, "logs")) };
}

const builds = `
const fs = require("node:fs");
fs.rmSync(".next", { recursive: true, force: true });
fs.mkdirSync(".next");
fs.appendFileSync("builds", "x");
fs.writeFileSync(".next/BUILD_ID", "1");
`;

test("the site must be built once, and again when a source has changed", async () => {
  const { repository, write, step } = repositoryWith(builds);
  expect(await step.isCurrent()).toBe(false);
  await step.run(ignore, signal);
  expect(await step.isCurrent()).toBe(true);
  write("app/page.tsx", "two");
  expect(await step.isCurrent()).toBe(false);
  await step.run(ignore, signal);
  expect(await step.isCurrent()).toBe(true);
  expect(readFileSync(path.join(repository, "builds"), "utf8")).toBe("xx");
});

test("a build that was interrupted must not count, however far it had come", async () => {
  const { repository, write, step } = repositoryWith(`${builds}; setTimeout(() => {}, 60_000);`);
  const stopping = new AbortController();
  const building = step.run(ignore, stopping.signal);
  await until(async () => readQuietly(path.join(repository, ".next/BUILD_ID")) !== "");
  stopping.abort();
  await expect(building).rejects.toThrow();
  expect(await step.isCurrent()).toBe(false);
  write("node_modules/next/dist/bin/next", builds);
  await step.run(ignore, signal);
  expect(await step.isCurrent()).toBe(true);
});

test("a build that fails must give the end of its output and the name of the log", async () => {
  const { step } = repositoryWith('console.error("Module not found"); process.exit(1);');
  await expect(step.run(ignore, signal)).rejects.toMatchObject({ output: "Module not found\n" });
  expect(await step.isCurrent()).toBe(false);
});

test("a build whose supervisor was killed must be ended before the next one, and not count", async () => {
  const { repository, write, step } = repositoryWith(`${builds}; setTimeout(() => {}, 60_000);`);
  step.run(ignore, signal).catch(ignore);
  const processFile = path.join(repository, "node_modules/.composelab-build.process");
  await until(async () => readQuietly(path.join(repository, ".next/BUILD_ID")) !== "");
  const identity = readQuietly(processFile);
  expect(isAlive(identity)).toBe(true);
  // As the lock of a supervisor that is gone.
  rmSync(path.join(repository, "node_modules/.composelab-build.lock"));
  write("node_modules/next/dist/bin/next", builds);
  await step.run(ignore, signal);
  expect(isAlive(identity)).toBe(false);
  expect(await step.isCurrent()).toBe(true);
});

test("a command whose supervisor was killed must be ended before it is run again", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "composelab-command-"));
  const processFile = path.join(directory, "process");
  const common = { directory, processFile, logFile: path.join(directory, "log"), signal };
  const first = runCommand({ ...common, command: ["sleep", "60"] }).catch(ignore);
  await until(async () => readQuietly(processFile) !== "");
  const identity = readQuietly(processFile);
  expect(identity).toBe(processIdentity(Number(identity.split("-")[0])));
  await runCommand({ ...common, command: ["true"] });
  expect(isAlive(identity)).toBe(false);
  await first;
});

function readQuietly(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

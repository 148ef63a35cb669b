import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSettings } from "../lib/config/settings.ts";
import { translate } from "../lib/i18n/translate.ts";
import { releaseEngine } from "../sandbox-runner/engine/engine.ts";
import { createDisplay } from "./display.ts";
import { runStep, SetupError, type Step } from "./step.ts";
import { browserPackages } from "./steps/browser-packages.ts";
import { prepareDataDirectory } from "./steps/data-directory.ts";
import { generatedFiles } from "./steps/generated-files.ts";
import { lab } from "./steps/lab.ts";
import { siteBuild } from "./steps/site-build.ts";
import { type Counts, runSuite, type Suite, testSuites } from "./test-suites.ts";

const repository = path.resolve(import.meta.dirname, "..");

/** `npm test [-- SUITE…]`: the tests' own set-up, then the suites, and last of all how many passed and failed. */
async function main(): Promise<number> {
  const settings = readSettings(process.env);
  prepareDataDirectory(settings);
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stopping.abort());
  const reports = await mkdtemp(path.join(tmpdir(), "composelab-reports-"));
  const asked = process.argv.slice(2);
  const suites = testSuites(repository, reports).filter(
    ({ name }) => asked.length === 0 || asked.includes(name),
  );
  try {
    await setUp(suites, stopping.signal);
    const all: [string, Counts][] = [];
    for (const suite of suites) {
      if (stopping.signal.aborted) break;
      console.log(`\n── ${suite.name} ${"─".repeat(60 - suite.name.length)}`);
      all.push([suite.name, await runSuite(suite, repository, stopping.signal)]);
    }
    return conclude(all);
  } finally {
    await rm(reports, { recursive: true, force: true });
    await releaseEngine(settings);
  }
}

/** A step that fails is told; the suites that need it fail by themselves and say what they miss. */
async function setUp(suites: Suite[], signal: AbortSignal): Promise<void> {
  const settings = readSettings(process.env);
  const logs = path.join(settings.dataDirectory, "logs");
  const needs = (...names: string[]) => suites.some((suite) => names.includes(suite.name));
  const display = createDisplay(process.stdout, settings.locale);
  const attempt = async (step: Step) => {
    try {
      await runStep(step, display, signal);
    } catch (error) {
      if (error instanceof SetupError) display.warn(error.explanation);
      else console.error(error instanceof Error ? error.stack : error);
      if (error instanceof SetupError && error.remedy) console.log(translate(error.remedy, settings.locale));
    }
  };
  await attempt(generatedFiles(repository, logs));
  await Promise.all([
    needs("engine", "content", "product", "browser") && attempt(lab(settings)),
    (async () => {
      if (needs("browser")) await attempt(browserPackages(repository, logs));
      if (needs("types", "product", "browser")) await attempt(siteBuild(repository, logs));
    })(),
  ]);
  display.close();
}

function conclude(all: [string, Counts][]): number {
  console.log("");
  for (const [name, { passed, failed }] of all) {
    console.log(`${failed > 0 ? "✘" : "✔"} ${name.padEnd(12)} ${passed} passed, ${failed} failed`);
  }
  const passed = all.reduce((sum, [, counts]) => sum + counts.passed, 0);
  const failed = all.reduce((sum, [, counts]) => sum + counts.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

process.exit(await main());

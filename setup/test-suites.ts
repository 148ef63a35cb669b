import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export type Counts = { passed: number; failed: number };

export type Suite = {
  name: string;
  /** Program of node_modules/.bin, and its options. */
  command: [string, ...string[]];
  environment?: Record<string, string>;
  /** How the report that it writes counts; a suite without a report counts as one test. */
  count?: { file: string; read: (report: unknown) => Counts };
};

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  // A file that cannot even be loaded has no tests that could fail.
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number() }),
  errors: z.array(z.unknown()),
});

/** Fewer than this, and dependency-cruiser has not understood the code instead of finding it in order. */
const fewestModules = 200;

/** All suites in the order in which they say most about a broken tree soonest. */
export function testSuites(repository: string, reports: string): Suite[] {
  const suites: Suite[] = [
    { name: "lint", command: ["biome", "check", "."] },
    { name: "types", command: ["tsc", "--noEmit", "-p", "."] },
    boundaries(reports),
    { name: "unused", command: ["knip"] },
    ...["unit", "engine", "content", "product"].map((project) => vitest(project, reports)),
  ];
  if (existsSync(path.join(repository, "playwright.config.ts"))) suites.push(browser(reports));
  return suites;
}

function vitest(project: string, reports: string): Suite {
  const file = path.join(reports, `${project}.json`);
  const options = ["--project", project, "--passWithNoTests", "--reporter=default", "--reporter=json"];
  return {
    name: project,
    command: ["vitest", "run", ...options, `--outputFile.json=${file}`],
    count: {
      file,
      read: (report) => {
        const { numPassedTests, numFailedTests, testResults } = vitestReport.parse(report);
        const broken = testResults.filter(
          (one) => one.status === "failed" && one.assertionResults.length === 0,
        );
        return { passed: numPassedTests, failed: numFailedTests + broken.length };
      },
    },
  };
}

function browser(reports: string): Suite {
  const file = path.join(reports, "browser.json");
  return {
    name: "browser",
    command: ["playwright", "test", "--project=pages", "--project=journey", "--reporter=list,json"],
    environment: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    count: {
      file,
      read: (report) => {
        const { stats, errors } = playwrightReport.parse(report);
        return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
      },
    },
  };
}

function boundaries(reports: string): Suite {
  const file = path.join(reports, "boundaries.json");
  const folders = ["app", "cli", "lib", "sandbox-runner", "setup", "server.ts"];
  const options = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "--output-to", file];
  const reportSchema = z.object({
    summary: z.object({
      totalCruised: z.number(),
      error: z.number(),
      violations: z.array(
        z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
      ),
    }),
  });
  return {
    name: "boundaries",
    command: ["depcruise", ...options, ...folders],
    count: {
      file,
      read: (report) => {
        const { summary } = reportSchema.parse(report);
        for (const { rule, from, to } of summary.violations) console.log(`${rule.name}: ${from} → ${to}`);
        console.log(`${summary.totalCruised} modules, ${summary.error} violations`);
        const good = summary.error === 0 && summary.totalCruised >= fewestModules;
        return { passed: good ? 1 : 0, failed: good ? 0 : 1 };
      },
    },
  };
}

/** Runs one suite with its output shown as it comes. A suite that breaks off counts as one failure at least. */
export async function runSuite(suite: Suite, repository: string, signal: AbortSignal): Promise<Counts> {
  if (suite.count) await rm(suite.count.file, { force: true });
  const exitCode = await run(suite, repository, signal);
  const good = exitCode === 0;
  const counts = suite.count && (await countReport(suite.count));
  if (!counts) return { passed: good ? 1 : 0, failed: good ? 0 : 1 };
  return good || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

async function countReport({ file, read }: NonNullable<Suite["count"]>): Promise<Counts | undefined> {
  try {
    return read(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

function run(suite: Suite, repository: string, signal: AbortSignal): Promise<number> {
  const [program, ...options] = suite.command;
  const bin = path.join(repository, "node_modules", ".bin");
  return new Promise((resolve) => {
    const child = spawn(path.join(bin, program), options, {
      cwd: repository,
      env: { ...process.env, ...suite.environment, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
      stdio: ["ignore", "inherit", "inherit"],
      signal,
    });
    child.once("error", () => resolve(1));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

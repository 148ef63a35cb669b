import { defineConfig } from "@playwright/test";
import { findChromium } from "./tests/browser/support/chromium.ts";

/**
 * Against a product started for the tests, or the running one that COMPOSELAB_TEST_URL names.
 * `--project pages` needs no engine, `--project journey` does, `--project screenshots` only takes pictures.
 */
export default defineConfig({
  testDir: "tests/browser",
  globalSetup: "./tests/browser/support/serve.ts",
  outputDir: "test-results/browser",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Whenever the engine beside it makes a network, Chromium drops its connections (ERR_NETWORK_CHANGED).
  retries: 2,
  workers: 1,
  reporter: [["list"]],
  use: {
    baseURL: process.env.COMPOSELAB_TEST_URL,
    viewport: { width: 1440, height: 900 },
    locale: "ko-KR",
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: { executablePath: findChromium(), args: ["--no-sandbox"] },
  },
  projects: [
    {
      name: "pages",
      testMatch: [
        "pages.spec.ts",
        "reading.spec.ts",
        "finding.spec.ts",
        "workspace.spec.ts",
        "attempts.spec.ts",
      ],
    },
    {
      name: "journey",
      testMatch: ["journey.spec.ts", "live.spec.ts", "lesson-run.spec.ts"],
      timeout: 300_000,
    },
    { name: "screenshots", testMatch: "screenshots.ts", timeout: 300_000 },
  ],
});

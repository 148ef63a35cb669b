import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { message } from "../../../lib/i18n/message.ts";
import { createDisplay } from "../../../setup/display.ts";
import { runStep, type Step } from "../../../setup/step.ts";

function plainDisplay() {
  const lines: string[] = [];
  const output = { isTTY: false, columns: 80, write: (text: string) => lines.push(...text.split("\n")) > 0 };
  return { display: createDisplay(output, "en"), lines };
}

/** A step that is done when its run has come to the end. */
function countingStep(): Step & { runs: number; breakOff?: Error } {
  let done = false;
  return {
    title: message("platform.step-build"),
    runs: 0,
    isCurrent: async () => done,
    async run(report) {
      this.runs += 1;
      report("half of it");
      if (this.breakOff) throw this.breakOff;
      done = true;
    },
  };
}

const signal = new AbortController().signal;

test("a step must run once, and be skipped as current afterwards", async () => {
  const { display, lines } = plainDisplay();
  const step = countingStep();
  await runStep(step, display, signal);
  await runStep(step, display, signal);
  expect(step.runs).toBe(1);
  expect(lines.filter((line) => line.startsWith("✔"))).toHaveLength(2);
  expect(lines.at(-2)).toContain("up to date");
});

test("a step that was interrupted must run again, and its failure must be shown", async () => {
  const { display, lines } = plainDisplay();
  const step = countingStep();
  step.breakOff = new Error("no space left");
  await expect(runStep(step, display, signal)).rejects.toThrow("no space left");
  expect(lines[0]).toMatch(/^✘ Building the site/);
  step.breakOff = undefined;
  await runStep(step, display, signal);
  expect(step.runs).toBe(2);
});

test("a step must not begin when everything is being stopped", async () => {
  const { display } = plainDisplay();
  const step = countingStep();
  await expect(runStep(step, display, AbortSignal.abort())).rejects.toThrow();
  expect(step.runs).toBe(0);
});

test("on a terminal the running steps must be drawn below what has ended, and cut to its width", () => {
  let written = "";
  const output = {
    isTTY: true,
    columns: 40,
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const display = createDisplay(output, "ko", () => 0);
  const first = display.begin(message("platform.step-build"));
  const second = display.begin(message("platform.step-database"));
  first.detail("x".repeat(200));
  second.end("done");
  display.close();
  const drawn = written.split("\n");
  expect(Math.max(...drawn.map((line) => stripVTControlCharacters(line).length))).toBeLessThan(80);
  expect(written).toContain("데이터베이스");
});

import { expect, test } from "vitest";
import type { RunEvent } from "../../../lib/grading/events.ts";
import { joinOutput, limitOutput } from "../../../sandbox-runner/server/event-writer.ts";
import { missingImage } from "../../../sandbox-runner/server/image-keeper.ts";
import { createRunnerStatus } from "../../../sandbox-runner/server/status.ts";

const at = "2026-01-01T00:00:00.000Z";
const output = (stream: "stdout" | "stderr", text: string): RunEvent => ({
  type: "output",
  at,
  stream,
  text,
});

test("output of one stream in a row must become one event, and nothing else may change its place", () => {
  const step: RunEvent = { type: "step", at, stage: "up", what: "up" };
  const events = [
    output("stdout", "a"),
    output("stdout", "b"),
    output("stderr", "c"),
    step,
    output("stderr", "d"),
  ];
  expect(joinOutput(events)).toEqual([
    output("stdout", "ab"),
    output("stderr", "c"),
    step,
    output("stderr", "d"),
  ]);
});

test("output without end must be cut, and what else happens must still be told", () => {
  const limited = limitOutput(5);
  const step: RunEvent = { type: "step", at, stage: "up", what: "up" };
  const told = [output("stdout", "abc"), output("stderr", "defg"), output("stdout", "h"), step].map(limited);
  expect(told).toEqual([output("stdout", "abc"), output("stderr", "de\n…\n"), undefined, step]);
});

test("an image must count as missing until it is ready", () => {
  const status = createRunnerStatus();
  expect(missingImage(status, ["base", "api"])).toBe("base");
  status.setImage({ id: "base", state: "ready" });
  status.setImage({ id: "api", state: "preparing", fraction: 0.5 });
  expect(missingImage(status, ["base", "api"])).toBe("api");
  status.setImage({ id: "api", state: "ready" });
  expect(missingImage(status, ["base", "api"])).toBeUndefined();
  status.clearImages();
  expect(missingImage(status, ["base"])).toBe("base");
});

test("every change of a runner's state must be told", () => {
  const status = createRunnerStatus();
  let told = 0;
  status.onChange(() => {
    told += 1;
  });
  status.setEngine({ state: "ready", mode: "existing", version: "28", apiVersion: "1.51" });
  status.setImage({ id: "a", state: "ready" });
  status.clearImages();
  expect(told).toBe(3);
});

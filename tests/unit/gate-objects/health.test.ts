import { describe, expect, test } from "vitest";
import { admit, usageOf } from "../../../sandbox-runner/gate/objects/budget.ts";
import { healthChecksPerSecond } from "../../../sandbox-runner/gate/objects/health-rate.ts";
import { defaultLimits } from "../../../sandbox-runner/gate/objects/limits.ts";
import { inventory } from "./support.ts";

const ms = 1_000_000;
const check = { Test: ["CMD", "true"] };

describe("the rate of health checks must be known", () => {
  test.each([
    ["without a health check", undefined, undefined, 0],
    ["switched off", { Test: ["NONE"] }, check, 0],
    ["by the engine's interval", check, undefined, 1 / 30],
    ["as written", { ...check, Interval: 500 * ms }, undefined, 2],
    [
      "faster at the start",
      { ...check, Interval: 1000 * ms, StartPeriod: ms, StartInterval: 100 * ms },
      undefined,
      10,
    ],
    ["with no period to start in", { ...check, Interval: 1000 * ms, StartInterval: 100 * ms }, undefined, 1],
    ["by the engine's interval at the start", { ...check, StartPeriod: ms }, undefined, 1 / 5],
    ["by the image", undefined, { ...check, Interval: 250 * ms }, 4],
    ["the image's test, an interval of its own", { Interval: 200 * ms }, check, 5],
  ])("%s", (_name, written, image, rate) => {
    expect(healthChecksPerSecond(written, image)).toBeCloseTo(rate);
  });
});

test("health checks beyond the budget must be refused with what is used and what is left", () => {
  const usage = { ...usageOf(inventory({ networks: [] })), healthChecks: 20 };
  expect(() => admit(usage, { healthChecks: 4 }, defaultLimits)).not.toThrow();
  expect(() => admit(usage, { healthChecks: 10 }, defaultLimits)).toThrow("20 of 24 are in use, 4 are left");
});

import { expect, it } from "vitest";
import { patient } from "../../../sandbox-runner/grading/patience.ts";

it("a machine with processors to spare must be waited for no longer than the exercise says", () => {
  expect(patient(20, 0.5, 2)).toBe(20);
  expect(patient(20, 8, 2)).toBe(20);
});

it("a machine where everybody waits for a processor must be given the time that this takes, up to three times as much", () => {
  expect(patient(20, 16, 2)).toBe(40);
  expect(patient(20, 70, 2)).toBe(60);
});

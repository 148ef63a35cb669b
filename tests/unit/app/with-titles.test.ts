import { expect, test } from "vitest";
import { withTitles } from "../../../app/workspace/results/with-titles.ts";

const exercise = {
  stages: { up: "Bring it up" },
  steps: { restart: "`db` is restarted" },
  tasks: [{ id: "one", title: "One", checks: [{ id: "stores", points: 5, aim: "a note is kept" }] }],
};
const said = (code: string, params: Record<string, string>) => withTitles({ code, params }, exercise).params;

test("what a check waits for must be named as the page names it, not by its id", () => {
  expect(said("grading.skipped-need", { need: "up" })).toEqual({ need: "Bring it up" });
  expect(said("grading.skipped-need", { need: "stores" })).toEqual({ need: "a note is kept" });
  expect(said("grading.skipped-need", { need: "kept-back" })).toEqual({ need: "kept-back" });
  expect(said("grading.skipped-step", { step: "restart" })).toEqual({ step: "`db` is restarted" });
});

test("every other message must stay as it is", () => {
  expect(said("grading.crashed", { service: "stores" })).toEqual({ service: "stores" });
});

import { expect, test } from "vitest";
import type { RunnerImage } from "../../../lib/db/runner-state.ts";
import { isCalm } from "../../../sandbox-runner/server/ready-keeper.ts";
import { createRunnerStatus } from "../../../sandbox-runner/server/status.ts";

function calm(states: Record<string, RunnerImage["state"]>, freePlaces = 1): boolean {
  const status = createRunnerStatus();
  for (const [id, state] of Object.entries(states)) status.setImage({ id, state });
  return isCalm(status, ["toolbox"], freePlaces);
}

test("sandboxes must be made in advance only when their image is there and nothing else needs the engine", () => {
  expect(calm({ toolbox: "ready", web: "ready" })).toBe(true);
  expect(calm({ toolbox: "ready", web: "failed" })).toBe(true);
  expect(calm({ toolbox: "ready", web: "preparing" })).toBe(false);
  expect(calm({ web: "ready" })).toBe(false);
  expect(calm({ toolbox: "ready" }, 0)).toBe(false);
});

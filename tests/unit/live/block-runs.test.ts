import { expect, test } from "vitest";
import type { RunBody } from "../../../lib/live/run.ts";
import { LiveRefusal } from "../../../sandbox-runner/live/refusal.ts";
import { BlockRuns } from "../../../sandbox-runner/live/runs/block-runs.ts";

const body: RunBody = {
  terminal: "run-order-1",
  folder: "order",
  files: [],
  commands: ["true"],
  fails: false,
  cols: 80,
  request: "4fd2b21e-8f5e-4a4f-9d5b-6f5c5a0d3f11",
};
const terminal = {
  id: "run-order-1",
  kind: "run",
  target: "order",
  startedAt: 1,
  endedAt: null,
  exitCode: null,
} as const;
const noFiles = { entries: [], look: async () => {}, change: () => Promise.reject(new Error("no files")) };

test("a run whose answer was lost must be answered again, not run again", async () => {
  let begun = 0;
  const runs = new BlockRuns(noFiles, {
    run: async () => {
      begun += 1;
      return terminal;
    },
  });
  const first = await runs.start(body);
  expect(await runs.start(body)).toEqual(first);
  expect(begun).toBe(1);
  await runs.start({ ...body, request: "0d5a0c7e-52c5-4b0b-8a39-0a3f0a6c5b22" });
  expect(begun).toBe(2);
});

test("a run that was refused must begin when it is asked for again", async () => {
  let isBusy = true;
  const runs = new BlockRuns(noFiles, {
    run: async () => {
      if (isBusy) throw new LiveRefusal(409, { code: "live.run-busy", params: {} });
      return terminal;
    },
  });
  await expect(runs.start(body)).rejects.toThrow(LiveRefusal);
  isBusy = false;
  expect(await runs.start(body)).toEqual({ terminal, replaced: [] });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import type { LessonProof } from "../../lib/content/proofs/lesson-proof.ts";
import { proofSchema } from "../../lib/content/proofs/proof-schema.ts";
import { runProof } from "../../sandbox-runner/proofs/run-proof.ts";
import { sandboxesOnEngine } from "../../sandbox-runner/sandbox/reaper.ts";
import { openTestContext } from "./harness.ts";

let context: Awaited<ReturnType<typeof openTestContext>>;

beforeAll(async () => {
  context = await openTestContext();
});

afterAll(() => context.close());

const image = "services:\n  box:\n    image: busybox\n    command: sleep infinity\n    init: true\n";

function proofOf(steps: object[]): LessonProof {
  const place = { lesson: "lesson", id: "box", file: "box.yaml", recordFile: "box.json" };
  const files = [{ path: "box/compose.yaml", content: image }];
  return { ...place, folder: "box", files, steps: proofSchema.parse({ steps }).steps, hash: "h" };
}

const never = new AbortController().signal;
const sandboxes = async () => (await sandboxesOnEngine(context)).size;

it("a proof must run in its folder as a student's shell would, and leave nothing", async () => {
  const proof = proofOf([
    { run: "docker compose up -d", shows: "box-box-1 +Started" },
    { run: "echo out; echo err >&2; echo out; exit 3", exit: 3, shows: "^out\\nerr\\nout$" },
    { run: "echo >> count; test $(wc -l < count) = 3", eventually: true },
  ]);
  const { record, disproofs } = await runProof(context, proof, never);
  expect(disproofs).toEqual([]);
  expect(record).toMatchObject({ proof: "h", engine: context.engine.version, steps: [{}, { exit: 3 }, {}] });
  expect(record.compose).toMatch(/^\d+\.\d+/);
  expect(await sandboxes()).toBe(0);
});

it("a proof must end with the first step that does not hold, and say which", async () => {
  const proof = proofOf([{ run: "true" }, { run: "echo no", shows: "yes" }, { run: "echo never" }]);
  const { record, disproofs } = await runProof(context, proof, never);
  expect(disproofs.map(({ path }) => path)).toEqual([["steps", 1, "shows"]]);
  expect(record.steps).toHaveLength(2);
});

it("a proof that is broken off must leave nothing", async () => {
  const controller = new AbortController();
  const running = runProof(context, proofOf([{ run: "docker compose up -d; sleep 100" }]), controller.signal);
  running.catch(() => undefined);
  await expect
    .poll(() => context.engine.docker.listContainers().then(isBoxUp), { timeout: 60_000 })
    .toBe(true);
  controller.abort();
  await expect(running).rejects.toThrow();
  expect(await sandboxes()).toBe(0);
});

function isBoxUp(containers: { Names: string[] }[]): boolean {
  return containers.some(({ Names }) => Names.some((name) => name.endsWith("box-box-1")));
}

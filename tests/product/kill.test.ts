import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../lib/config/settings.ts";
import { loadExercise } from "../../lib/content/exercises.ts";
import { readWorkspace } from "../../lib/content/workspace-files.ts";
import { engineRemains } from "./engine-remains.ts";
import { openProduct, type Product, until } from "./product.ts";
import { Visitor } from "./visitor.ts";

const kills = 20;
const exerciseId = "healthy-before-start";

let product: Product;

beforeAll(async () => {
  product = await openProduct();
}, 400_000);

afterAll(async () => {
  await product.stop();
});

test("no attempt may be lost and nothing left on the engine when random processes are killed", async () => {
  const visitor = new Visitor(product.origin);
  await until(() => visitor.canGrade(), 300_000, "the lab did not become ready");
  const exercise = await loadExercise(exerciseId, readSettings(process.env).contentDirectory);
  const files = await readWorkspace(`${exercise.directory}/solution`);
  const attempts: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    if (kill % 4 === 0) attempts.push(await visitor.submit(exerciseId, files));
    await delay(1000 + Math.random() * 3000);
    const processes = await product.processes();
    const victim = processes[Math.floor(Math.random() * processes.length)];
    if (victim) process.kill(victim, "SIGKILL");
  }
  if ((await product.processes()).length === 0) await product.start();

  for (const id of attempts) {
    await until(
      async () => (await visitor.attempt(id)).state === "ended",
      600_000,
      `attempt ${id} did not end`,
    );
    expect((await visitor.attempt(id)).result?.kind).toBe("graded");
  }
  await until(
    async () => (await engineRemains(product.instance)).length === 0,
    120_000,
    "something was left on the engine",
  );
}, 1_200_000);

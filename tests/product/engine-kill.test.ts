import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../lib/config/settings.ts";
import { loadExercise, loadSolution } from "../../lib/content/exercises.ts";
import { eventsAfter } from "../../lib/db/attempt-events.ts";
import { readAttempt } from "../../lib/db/attempts.ts";
import { ensureLearner } from "../../lib/db/learners.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import { closeCodes } from "../../lib/live/limits.ts";
import { runFiles } from "../../lib/process/run-files.ts";
import { askControl } from "../../sandbox-runner/server/control-client.ts";
import { makeAttempt } from "../unit/db/make-attempt.ts";
import { type EngineLab, openEngineLab, stopRunner } from "./engine-lab.ts";
import { remainsOn } from "./engine-remains.ts";
import { exercise, openLiveSite } from "./live-sites.ts";
import { until } from "./product.ts";

const files = [{ path: "compose.yaml", content: "services: {}\n" }];
let lab: EngineLab;

/** The product's own runner and database, on an engine whose parts may be killed. */
describe.skipIf(process.getuid?.() !== 0)("with an engine of its own", () => {
  beforeAll(async () => {
    lab = await openEngineLab();
  });

  afterAll(async () => {
    await lab.close();
  });

  test("an attempt must be graded and leave nothing when dockerd and containerd are killed under it", async () => {
    const id = await submit();
    await untilRun(id, 1);
    await lab.engine.kill("dockerd");
    await untilRun(id, 2);
    await lab.engine.kill("containerd");
    await until(async () => (await attempt(id)).state === "ended", 120_000, "the attempt did not end");
    const { result, run } = await attempt(id);
    expect(result?.checks.map((check) => `${check.id}: ${check.status}`)).toEqual([
      "comes-up: passed",
      "healthy: passed",
      "reachable: passed",
      "answers: passed",
    ]);
    expect(result?.kind).toBe("graded");
    expect(run).toBeGreaterThanOrEqual(3);
    const isClean = async () =>
      (await remainsOn(lab.engine.docker, lab.engine.settings.instance)).length === 0;
    await until(isClean, 120_000, "something was left on the engine");
  });

  test("a live sandbox must come back after dockerd was killed under it, with its files, its containers and a new shell", async () => {
    const site = await openLiveSite(lab.url);
    const { learner, id } = await site.open(files);
    const before = { channel: await site.channel(learner), terminal: await site.terminal(learner) };
    before.terminal.type("docker run -d --name kept busybox sleep 1000 && echo up-$((1+1))\r");
    await before.terminal.shows("up-2");
    await lab.engine.kill("dockerd");

    // The page is told to come back, and not that its shell has ended as if the student had ended it.
    expect(await before.channel.code()).toBe(closeCodes.restarting);
    await until(async () => before.terminal.page.code !== undefined, 30_000, "the terminal stayed open");
    expect(before.terminal.page.code).toBe(closeCodes.restarting);
    expect(before.terminal.events.filter(({ type }) => type === "exit")).toEqual([]);

    const epoch = before.terminal.opened.type === "opened" ? before.terminal.opened.epoch : "";
    const terminal = await site.terminal(learner, `epoch=${epoch}&from=${before.terminal.page.offset}`);
    expect(terminal.opened).toMatchObject({ type: "opened", from: 0 });
    expect(terminal.opened).not.toMatchObject({ epoch });
    const channel = await site.channel(learner);
    const hello = await channel.find("hello");
    expect(hello.sandbox).toMatchObject({ id, state: "ready" });
    expect(hello.files.map(({ path }) => path)).toEqual(["compose.yaml"]);
    terminal.type("docker ps --format '{{.Names}}: {{.State}}'; echo seen > from-the-shell\r");
    await terminal.shows("kept: running");
    await channel.find("files", ({ changed }) => changed.some(({ path }) => path === "from-the-shell"));
    await site.close();
  });

  test("two machines must share the students, be reached through any site, and one be drained with nothing lost", async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-machine-"));
    const machine = {
      COMPOSELAB_DATA_DIR: dataDirectory,
      COMPOSELAB_ENGINE_DIR: readSettings(process.env).engineDirectory,
      DATABASE_URL: lab.url,
    };
    const runner = await lab.addRunner(machine, 2);
    const sites = [await openLiveSite(lab.url), await openLiveSite(lab.url)] as const;
    try {
      const one = await sites[0].open(files);
      const two = await sites[1].open(files);
      const runners = await liveRunners(lab.database);
      const second = runners.find(({ address }) => !address?.includes(lab.engine.address));
      const [stays, leaves] = one.runnerId === second?.id ? [two, one] : [one, two];
      expect([stays.runnerId, leaves.runnerId].sort()).toEqual(runners.map(({ id }) => id).sort());
      for (const [from, { learner, id }] of [stays, leaves].flatMap((each) =>
        sites.map((s) => [s, each] as const),
      )) {
        const channel = await from.channel(learner);
        expect((await channel.find("hello")).sandbox.id).toBe(id);
        channel.close();
      }

      const channel = await sites[0].channel(leaves.learner);
      const terminal = await sites[1].terminal(leaves.learner);
      await askControl(runFiles(dataDirectory).runnerSocket, "POST", "/drain");
      await channel.find("state", ({ sandbox }) => sandbox.draining);
      const isDrained = async () => (await liveRunners(lab.database)).some(({ draining }) => draining);
      await until(isDrained, 20_000, "the drain was not written down");
      const later = await sites[0].open(files);
      expect(later.runnerId).toBe(stays.runnerId);

      terminal.type("echo mine > note; echo written-$((1+1))\r");
      await terminal.shows("written-2");
      await stopRunner(runner);
      expect(await channel.code()).toBe(closeCodes.gone);
      expect(await sites[0].row(leaves.learner)).toMatchObject({ state: "ended", endReason: "drained" });
      const draft = await sites[0].draft(leaves.learner);
      expect(draft?.files).toContainEqual({ path: "note", content: "mine\n" });
      const again = await sites[1].open(draft?.files ?? [], leaves.learner);
      expect(again.runnerId).toBe(stays.runnerId);
      const hello = await (await sites[1].channel(leaves.learner)).find("hello");
      expect(hello.files.map((file) => file.path)).toContain("note");
    } finally {
      await stopRunner(runner);
      for (const site of sites) await site.close();
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});

async function submit(): Promise<string> {
  const learnerId = randomUUID();
  await ensureLearner(lab.database, learnerId);
  const { directory, hash } = await loadExercise(
    exercise,
    readSettings({ COMPOSELAB_CONTENT_DIR: lab.content }).contentDirectory,
  );
  const values = {
    learnerId,
    exerciseId: exercise,
    exerciseHash: hash,
    files: await loadSolution(directory),
  };
  return (await makeAttempt(lab.database, lab.queue.boss, { ...values, purpose: "submit" })).id;
}

async function attempt(id: string) {
  const found = await readAttempt(lab.database, id);
  if (!found) throw new Error(`attempt ${id} is gone`);
  return found;
}

/** Waits until a run, or one after it, has started the first service and waits for it to be healthy. */
function untilRun(id: string, run: number): Promise<void> {
  const seen = async () => {
    const events = await eventsAfter(lab.database, { attemptId: id, seq: 0 });
    return events.some((stored) => {
      const { event } = stored;
      return stored.run >= run && event.type === "service" && event.state === "started";
    });
  };
  return until(seen, 60_000, `run ${run} did not get under way`);
}

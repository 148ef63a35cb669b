import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type OpenDatabase, openDatabase } from "../../lib/db/client.ts";
import { databaseUrl } from "../../lib/db/embedded/paths.ts";
import { startPostgres, stopPostgres } from "../../lib/db/embedded/server.ts";
import { migrateDatabase } from "../../lib/db/migrate.ts";
import { openQueue, type Queue } from "../../lib/db/queue.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import { type BorrowedEngine, borrowEngine } from "../engine/borrowed-engine.ts";
import { until } from "./product.ts";

const root = path.join(import.meta.dirname, "../..");
const course = path.join(root, "tests/fixtures/small-course");

/** A database and a runner, on an engine whose parts may be killed. */
export type EngineLab = {
  engine: BorrowedEngine;
  database: OpenDatabase["database"];
  url: string;
  queue: Queue;
  content: string;
  /** Starts another runner, and resolves when so many can make sandboxes. */
  addRunner(environment: Record<string, string>, count: number): Promise<ChildProcess>;
  close(): Promise<void>;
};

export async function openEngineLab(): Promise<EngineLab> {
  const engine = await borrowEngine([
    { id: "busybox", reference: "composelab/busybox:latest" },
    { id: "toolbox", reference: "composelab/toolbox:1" },
  ]);
  const content = await mkdtemp(path.join(tmpdir(), "composelab-content-"));
  await cp(course, content, { recursive: true });
  await symlink(path.join(root, "content/images"), path.join(content, "images"));
  await startPostgres(engine.settings);
  const url = databaseUrl(engine.settings);
  await migrateDatabase(url);
  const opened = openDatabase(url, { name: "test" });
  const { database } = opened;
  const queue = await openQueue(url, { role: "web" });
  const runners: ChildProcess[] = [];
  const start = async (environment: Record<string, string>, count: number, before: string[] = []) => {
    const main = path.join(root, "sandbox-runner/server/main.ts");
    const [program = "", ...options] = [...before, process.execPath, main, "--hold-images"];
    const runner = spawn(program, options, {
      env: { ...process.env, ...environment, COMPOSELAB_CONTENT_DIR: content },
      stdio: ["ignore", process.env.COMPOSELAB_TEST_LOG ? "inherit" : "ignore", "inherit"],
    });
    runners.push(runner);
    await until(async () => (await readyRunners(database)) >= count, 60_000, "the runner was not ready");
    return runner;
  };
  const here = { ...engine.environment, COMPOSELAB_RUNNER_HOST: engine.address };
  await start(here, 1, engine.inside);
  // From here on the runner is the engine's only user.
  await engine.leave();
  return {
    engine,
    database,
    url,
    queue,
    content,
    addRunner: start,
    close: async () => {
      await Promise.all(runners.map(stopRunner));
      await queue.close();
      await opened.close();
      await stopPostgres(engine.settings);
      await engine.close();
      await rm(content, { recursive: true, force: true });
    },
  };
}

export async function stopRunner(runner: ChildProcess): Promise<void> {
  if (runner.exitCode !== null || runner.signalCode !== null) return;
  runner.kill("SIGTERM");
  await once(runner, "exit");
}

async function readyRunners(database: EngineLab["database"]): Promise<number> {
  const ready = (await liveRunners(database)).filter(({ engine: { state }, images }) => {
    return state === "ready" && images.some(({ id, state: now }) => id === "toolbox" && now === "ready");
  });
  return ready.length;
}

import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type Docker from "dockerode";
import { readInstalled } from "../../../sandbox-runner/engine/packages.ts";
import { runCommand } from "../../../sandbox-runner/engine/run-command.ts";
import { prepareImages } from "../../../sandbox-runner/images/prepare.ts";
import { createSandbox } from "../../../sandbox-runner/sandbox/create.ts";
import { openTestContext } from "../harness.ts";
import { type BareEngine, startBareEngine } from "./bare-engine.ts";
import { Lane } from "./lane.ts";

type Context = Awaited<ReturnType<typeof openTestContext>>;

export type Stage = {
  /** Runs some work with a lane that nobody else uses meanwhile. */
  withLane<T>(work: (lane: Lane) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const prefix = "composelab-parity-";

/** The images that scenarios use, by their entries in the catalogue: few, because each engine gets them. */
const imagesUsed = ["busybox", "alpine", "nginx", "redis"];

export async function openStage(lanes: number): Promise<Stage> {
  const context = await openTestContext();
  await removeLeftovers();
  const directory = await mkdtemp(path.join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(directory, 0o755);
  const engines: BareEngine[] = [];
  try {
    const installed = await readInstalled(context.settings.engineDirectory);
    if (!installed) throw new Error("the machine's private engine is not installed");
    const programs = path.join(installed.root, "composelab-bin");
    const template = await prepareTemplate(context, path.join(directory, "template"), programs);
    const open = await Promise.all(
      Array.from({ length: lanes }, async (_unused, index) => {
        const place = path.join(directory, `lane-${index}`);
        await mkdir(place);
        await runCommand(["cp", "-a", template, path.join(place, "data")]);
        const [bare, sandbox] = await Promise.all([
          startBareEngine(place, programs).then((engine) => {
            engines.push(engine);
            return engine;
          }),
          createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 3600 }),
        ]);
        return { bare, sandbox, lane: new Lane(bare, sandbox) };
      }),
    );
    return {
      withLane: pool(open.map(({ lane }) => lane)),
      async close() {
        await Promise.all(open.flatMap(({ bare, sandbox }) => [bare.close(), sandbox.remove()]));
        await close(context, directory);
      },
    };
  } catch (error) {
    await Promise.allSettled(engines.map((engine) => engine.close()));
    await close(context, directory);
    throw error;
  }
}

/** What a run that was killed left: its engines ended with it, their files did not. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

async function close(context: Context, directory: string): Promise<void> {
  await context.close();
  await rm(directory, { recursive: true, force: true });
}

/** An engine's data directory with the images in it, under the names that students know. */
async function prepareTemplate(context: Context, place: string, programs: string): Promise<string> {
  const { engine, catalogue, settings } = context;
  await prepareImages({ engine, catalogue, settings, only: imagesUsed, report: () => undefined });
  const entries = catalogue.entries.filter(({ id }) => imagesUsed.includes(id));
  const bare = await startBareEngine(place, programs);
  for (const { engineTag, references } of entries) {
    await load(engine.docker, bare.docker, engineTag);
    for (const reference of references) await tag(bare.docker, engineTag, reference);
    await bare.docker.getImage(engineTag).remove();
  }
  await bare.close();
  return path.join(place, "data");
}

async function load(from: Docker, to: Docker, reference: string): Promise<void> {
  const answer = await to.loadImage(await from.getImage(reference).get());
  await new Promise((resolve, reject) => answer.once("end", resolve).once("error", reject).resume());
}

async function tag(docker: Docker, from: string, reference: string): Promise<void> {
  const [repo = "", name = ""] = reference.split(":");
  await docker.getImage(from).tag({ repo, tag: name });
}

function pool(lanes: Lane[]): Stage["withLane"] {
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  return async (work) => {
    const lane = free.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
    try {
      return await work(lane);
    } finally {
      const next = waiting.shift();
      if (next) next(lane);
      else free.push(lane);
    }
  };
}

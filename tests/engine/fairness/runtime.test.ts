import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../lib/config/settings.ts";
import { openRunnerContext, type RunnerContext } from "../../../sandbox-runner/context.ts";
import { detectEngine } from "../../../sandbox-runner/engine/engine.ts";
import { findProgram } from "../../../sandbox-runner/engine/host.ts";
import { programDirectory, readInstalled } from "../../../sandbox-runner/engine/packages.ts";
import { loadCatalogue } from "../../../sandbox-runner/images/catalogue.ts";
import { createSandbox } from "../../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";
import { type BorrowedEngine, borrowEngine } from "../borrowed-engine.ts";
import { must } from "./neighbours.ts";

/** A runtime of another name: it notes what it was asked to run and has the usual one run it. */
const name = "lab-test-runtime";
let directory: string;
let path: string;
let engine: BorrowedEngine;
let context: RunnerContext;
let sandbox: Sandbox;

const asked = async () => (await readFile(join(directory, "asked"), "utf8")).split("\n");

describe.skipIf(process.getuid?.() !== 0)("a runtime that the operator forces", () => {
  beforeAll(async () => {
    const { engineDirectory } = readSettings(process.env);
    const installed = await readInstalled(engineDirectory);
    const runc = await findProgram("runc", installed && programDirectory(installed));
    directory = await mkdtemp(join(tmpdir(), "composelab-runtime-"));
    const script = `#!/bin/sh\necho "$@" >> ${directory}/asked\nexec ${runc} "$@"\n`;
    await writeFile(join(directory, name), script);
    await chmod(join(directory, name), 0o755);
    path = process.env.PATH ?? "";
    process.env.PATH = `${directory}:${path}`;
    engine = await borrowEngine(
      [
        { id: "toolbox", reference: "composelab/toolbox:1" },
        { id: "alpine", reference: "composelab/alpine:3" },
      ],
      { COMPOSELAB_RUNTIME: name },
    );
    const found = await detectEngine(engine.settings);
    if (found.state !== "ready") throw new Error(JSON.stringify(found));
    const catalogue = await loadCatalogue(engine.settings.contentDirectory);
    context = await openRunnerContext({
      settings: engine.settings,
      // The engine's bridge is in a network of its own.
      engine: { ...found.engine, bridgeAddress: "127.0.0.1" },
      catalogue,
      log: pino({ level: "warn" }),
    });
    sandbox = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 600 });
  });

  afterAll(async () => {
    process.env.PATH = path;
    await sandbox?.remove();
    await context?.outside.close();
    await engine?.close();
    await rm(directory, { recursive: true, force: true });
  });

  test("must run the shell, the student's containers, the grader's probes and builds", async () => {
    await must(sandbox, "docker run -d --name box alpine:3 sleep 600");
    const own = await engine.docker.listContainers({ filters: sandbox.dockerFilters });
    await sandbox.probe(own[0]?.Id ?? "", ["true"]);
    for (const { Id } of await engine.docker.listContainers()) {
      expect((await engine.docker.getContainer(Id).inspect()).HostConfig.Runtime).toBe(name);
    }
    const before = (await asked()).filter((line) => line.includes(" create ")).length;
    expect(before).toBeGreaterThanOrEqual(3);
    await must(
      sandbox,
      "mkdir b && printf 'FROM alpine:3\\nRUN true\\n' > b/Dockerfile && docker build -q b",
    );
    const after = (await asked()).filter((line) => line.includes(" create ")).length;
    expect(after).toBeGreaterThan(before);
  });

  test("must not be chosen otherwise by a student", async () => {
    const { exitCode } = await sandbox.exec(["docker", "run", "--runtime", "runc", "alpine:3", "true"]);
    expect(exitCode).not.toBe(0);
  });

  test("must make an engine that does not know it as good as missing", async () => {
    const unknown = { ...engine.settings, runtime: "nobody-knows-it" };
    expect(await detectEngine(unknown)).toMatchObject({
      state: "missing",
      reason: { code: "engine.runtime-unknown", params: { runtime: "nobody-knows-it" } },
      remedies: [{ code: "engine.remedy-runtime-private" }],
    });
  });
});

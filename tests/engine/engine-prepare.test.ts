import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { egressState, ensureEgress, removeEgress } from "../../sandbox-runner/engine/egress.ts";
import { checkEgress } from "../../sandbox-runner/engine/egress-check.ts";
import { egressLabels, removeEgressLeftovers } from "../../sandbox-runner/engine/egress-leftovers.ts";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";
import { goneImages, type ImageState, imageStates } from "../../sandbox-runner/images/status.ts";
import { type EngineLab, openEngineLab } from "./engine-lab.ts";
import { openRegistryStandIn } from "./registry-stand-in.ts";

let lab: EngineLab;
let content: string;
const run = randomBytes(4).toString("hex");

beforeAll(async () => {
  lab = await openEngineLab({ COMPOSELAB_SUBNETS: "10.214.0.0/16" });
  const catalogue = await loadCatalogue(lab.settings.contentDirectory);
  await prepareImages({ ...lab, catalogue, only: ["toolbox"], report: () => undefined });
});

beforeEach(async () => {
  content = await mkdtemp(path.join(tmpdir(), "composelab-content-"));
  return () => rm(content, { recursive: true, force: true });
});

afterAll(async () => {
  const { docker } = lab.engine;
  const filters = { reference: [`composelab/test-${run}-*`] };
  for (const image of await docker.listImages({ filters }))
    await docker.getImage(image.Id).remove({ force: true });
  await removeEgress(lab.engine, lab.settings);
  await lab.close();
});

async function addImage(id: string, dockerfile: string, more: Record<string, unknown> = {}) {
  const directory = path.join(content, "images", id);
  await mkdir(directory, { recursive: true });
  const description = {
    order: 1,
    references: [`test-${run}-${id}:1`, `test-${run}-${id}:latest`],
    build: {},
    standsFor: { ko: "시험", en: "test" },
    ...more,
  };
  await writeFile(path.join(directory, "image.yaml"), JSON.stringify(description));
  await writeFile(path.join(directory, "Dockerfile"), dockerfile);
}

async function prepare(signal?: AbortSignal): Promise<{ states: ImageState[]; reported: ImageState[] }> {
  const reported: ImageState[] = [];
  const catalogue = await loadCatalogue(content);
  const report = (state: ImageState) => void reported.push(state);
  return { states: await prepareImages({ ...lab, catalogue, report, signal }), reported };
}

const upon = "FROM composelab/toolbox:1\nUSER root\n";

describe("preparing images", () => {
  test("must build what is missing with all its names, and leave alone what is current", async () => {
    await addImage("fine", `${upon}RUN echo ${run} > /made\n`);
    const first = await prepare();
    expect(first.states).toEqual([
      { id: "fine", state: "ready", imageId: expect.stringMatching(/^sha256:/) },
    ]);
    expect(first.reported.map((state) => state.state)).toEqual(
      expect.arrayContaining(["waiting", "preparing", "ready"]),
    );
    const found = await lab.engine.docker.getImage(`composelab/test-${run}-fine:latest`).inspect();
    expect(found.Id).toBe(first.states[0]?.imageId);
    expect(found.Config.Labels).toMatchObject({ "composelab.image": "fine" });

    const second = await prepare();
    expect(second.states).toEqual(first.states);
    expect(second.reported.map((state) => state.state)).toEqual(["waiting", "ready"]);

    await addImage("fine", `${upon}RUN echo again ${run} > /made\n`);
    expect(await imageStates(lab.engine.docker, await loadCatalogue(content))).toEqual([
      { id: "fine", state: "missing" },
    ]);
    expect((await prepare()).states[0]?.imageId).not.toBe(first.states[0]?.imageId);
  });

  test("must be needed anew for what somebody removed, and not for what is only of another version", async () => {
    await addImage("pruned", upon);
    await addImage("older", upon, { order: 2 });
    await prepare();
    const { docker } = lab.engine;
    for (const tag of ["1", "latest"]) await docker.getImage(`composelab/test-${run}-pruned:${tag}`).remove();
    await addImage("older", `${upon}RUN true\n`, { order: 2 });
    expect(await goneImages(docker, await loadCatalogue(content))).toEqual(["pruned"]);
  });

  test("must go on after one that fails, and say why it failed", async () => {
    await addImage("broken", `${upon}RUN echo this-is-the-cause >&2; exit 3\n`);
    await addImage("upon-broken", upon, { needs: ["broken"] });
    await addImage("other", upon, { order: 2 });
    const { states } = await prepare();
    expect(states).toMatchObject([
      { id: "broken", state: "failed", message: { code: "engine.image-build-failed" } },
      { id: "upon-broken", state: "failed", message: { code: "engine.image-need-failed" } },
      { id: "other", state: "ready" },
    ]);
    expect(states[0]?.message?.params.log).toContain("this-is-the-cause");
  });

  test("must end soon when it is cut short, and be able to go on later", async () => {
    await addImage("slow", `${upon}RUN sleep 600\n`);
    await expect(prepare(AbortSignal.timeout(1500))).rejects.toThrow();
    await addImage("slow", `${upon}RUN true\n`);
    expect((await prepare()).states).toMatchObject([{ state: "ready" }]);
  });

  test("must take what a registry has, and record its digest", async () => {
    const registry = await openRegistryStandIn({ name: "from-registry", content: run });
    try {
      await addImage("pulled", "FROM nothing-that-exists\n", { pull: `${registry.address}/thing:1` });
      expect((await prepare()).states).toMatchObject([{ id: "pulled", state: "ready" }]);
      const found = await lab.engine.docker.getImage(`composelab/test-${run}-pulled:1`).inspect();
      expect(found.Config.Labels["composelab.image-pulled"]).toBe(
        `${registry.address}/thing@${registry.digest}`,
      );
      await lab.engine.docker.getImage(`${registry.address}/thing@${registry.digest}`).remove();
    } finally {
      await registry.close();
    }
  });

  test("must build when no registry answers, without waiting long", async () => {
    await addImage("unpulled", upon, { pull: "127.0.0.1:9/thing:1" });
    const before = Date.now();
    expect((await prepare()).states).toMatchObject([{ state: "ready" }]);
    expect(Date.now() - before).toBeLessThan(60_000);
  });
});

test("what a check of the network left when it was killed must be removed, and a running one's be left", async () => {
  const { docker } = lab.engine;
  const make = async (name: string, owner?: string) => {
    const Labels = egressLabels(lab.settings.instance, owner);
    const network = await docker.createNetwork({ Name: `check-${run}-${name}`, Labels });
    const container = await docker.createContainer({
      Image: "composelab/toolbox:1",
      Cmd: ["sleep", "600"],
      Labels,
      HostConfig: { NetworkMode: network.id },
    });
    await container.start();
    return { network, container };
  };
  const [killed, running] = [await make("killed", "999999999-1"), await make("running")];
  expect(await removeEgressLeftovers(docker, lab.settings.instance)).toBe(2);
  await expect(killed.container.inspect()).rejects.toMatchObject({ statusCode: 404 });
  await expect(killed.network.inspect()).rejects.toMatchObject({ statusCode: 404 });
  await running.container.remove({ force: true });
  await running.network.remove();
});

describe.skipIf(process.getuid?.() !== 0)("egress", () => {
  test("must be seen to be open without the rules, and closed with them", async () => {
    const { engine, settings } = lab;
    const image = "composelab/toolbox:1";
    await removeEgress(engine, settings);
    expect(await egressState(engine, settings)).toMatchObject({ state: "open" });
    expect((await checkEgress(engine, settings, image)).problems.map((problem) => problem.code)).toContain(
      "engine.egress-leak",
    );
    expect(await ensureEgress(engine, settings)).toMatchObject({ state: "enforced" });
    expect(await checkEgress(engine, settings, image)).toEqual({ passed: true, problems: [] });
    expect(await ensureEgress(engine, settings)).toMatchObject({ state: "enforced" });
  });
});

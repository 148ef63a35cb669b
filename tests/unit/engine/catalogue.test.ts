import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings } from "../../../lib/config/settings.ts";
import { loadCatalogue } from "../../../sandbox-runner/images/catalogue.ts";
import { normaliseReference } from "../../../sandbox-runner/images/references.ts";

const { contentDirectory } = readSettings({});
let content: string;

beforeEach(async () => {
  content = await mkdtemp(path.join(tmpdir(), "composelab-catalogue-"));
});

afterEach(async () => {
  await rm(content, { recursive: true, force: true });
});

type Described = {
  order?: number;
  references?: string[];
  needs?: string[];
  audience?: string;
  more?: string;
};

async function addImage(id: string, { order = 1, references, needs = [], audience, more }: Described = {}) {
  const directory = path.join(content, "images", id);
  await mkdir(directory, { recursive: true });
  const lines = [
    `order: ${order}`,
    `references: ${JSON.stringify(references ?? [`${id}:1`])}`,
    `needs: ${JSON.stringify(needs)}`,
    ...(audience ? [`audience: ${audience}`] : []),
    more ?? "build: {}",
    "standsFor: { ko: 하나, en: one }",
  ];
  await writeFile(path.join(directory, "image.yaml"), lines.join("\n"));
  await writeFile(path.join(directory, "Dockerfile"), `FROM scratch\nLABEL id=${id}\n`);
}

const hashes = async () => {
  const { entries } = await loadCatalogue(content);
  return Object.fromEntries(entries.map((entry) => [entry.id, entry.hash]));
};

describe("the catalogue in the repository", () => {
  test("must offer the images that the exercises stand on, each in the forms people write", async () => {
    const catalogue = await loadCatalogue(contentDirectory);
    const written = [
      "nginx",
      "nginx:alpine",
      "docker.io/library/nginx:1.27-alpine",
      "postgres:13",
      "postgres:17-alpine",
    ];
    for (const reference of [
      ...written,
      "redis:7-alpine",
      "busybox",
      "alpine:3",
      "lab/api:2",
      "python:3.13-slim",
    ]) {
      const engine = catalogue.engineReference(reference);
      expect(engine, reference).toMatch(/^composelab\//);
      expect(catalogue.studentReference(engine ?? "")).toBe(normaliseReference(reference));
    }
  });

  test("must not offer the platform's own images, other registries, or what it does not have", async () => {
    const catalogue = await loadCatalogue(contentDirectory);
    for (const reference of [
      "toolbox:1",
      "registry.example/nginx:alpine",
      "localhost:5000/nginx",
      "mysql:8",
    ]) {
      expect(catalogue.engineReference(reference), reference).toBeUndefined();
    }
    expect(catalogue.studentReference("composelab/toolbox:1")).toBeUndefined();
    expect(catalogue.studentReference("nginx:alpine")).toBeUndefined();
  });
});

describe("a catalogue", () => {
  test("must be prepared by order, but never before what is needed", async () => {
    await addImage("early", { order: 1, needs: ["late"] });
    await addImage("middle", { order: 2 });
    await addImage("late", { order: 3 });
    const { entries } = await loadCatalogue(content);
    expect(entries.map((entry) => entry.id)).toEqual(["late", "early", "middle"]);
  });

  test.each<[string, Described, RegExp]>([
    ["an unknown key", { more: "build: {}\ncolour: red" }, /colour/],
    ["a reference without a tag", { references: ["nginx"] }, /references/],
    ["a reference with a registry", { references: ["a.example/nginx:1"] }, /references/],
    ["neither build nor bootstrap", { more: "" }, /exactly one/],
    ["both build and bootstrap", { more: "build: {}\nbootstrap: { suite: trixie }" }, /exactly one/],
    ["a need that is not there", { needs: ["nobody"] }, /nobody/],
    ["a need of itself", { needs: ["one"] }, /one → one/],
  ])("must be refused with %s, naming the file or the entry", async (_what, described, complaint) => {
    await addImage("one", described);
    await expect(loadCatalogue(content)).rejects.toThrow(complaint);
  });

  test("must be refused when two entries claim one reference", async () => {
    await addImage("one", { references: ["same:1"] });
    await addImage("two", { references: ["same:1"] });
    await expect(loadCatalogue(content)).rejects.toThrow(/same:1 belongs to both/);
  });
});

describe("an image's hash", () => {
  test("must change with its files, their modes and what it needs, and with nothing else", async () => {
    await addImage("base");
    await addImage("upon", { needs: ["base"] });
    await addImage("apart");
    const before = await hashes();
    expect(await hashes()).toEqual(before);

    await addImage("upon", { needs: ["base"], order: 9, references: ["upon:1", "upon:2"] });
    expect(await hashes()).toEqual(before);

    await chmod(path.join(content, "images/upon/Dockerfile"), 0o755);
    const withMode = await hashes();
    expect(withMode).toEqual({ ...before, upon: expect.not.stringMatching(`^${before.upon}$`) });

    await writeFile(path.join(content, "images/base/extra.txt"), "x");
    const withFile = await hashes();
    expect(withFile.base).not.toBe(before.base);
    expect(withFile.upon).not.toBe(withMode.upon);
    expect(withFile.apart).toBe(before.apart);
  });

  test("must not depend on where the repository lies", async () => {
    await addImage("one");
    const before = await hashes();
    const copy = `${content}-copy`;
    await cp(content, copy, { recursive: true });
    await rm(content, { recursive: true });
    content = copy;
    expect(await hashes()).toEqual(before);
  });
});

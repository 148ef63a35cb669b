import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { validate } from "../../../cli/validate.ts";

const good = "services:\n  web:\n    image: nginx\n";
const bad = 'services:\n  web:\n    image: nginx\n    # 한글 주석\n    networks: ["한글", front]\n';

let folder: string;
let output: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "validate-"));
  output = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

const reportSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      diagnostics: z.array(
        z.object({
          severity: z.string(),
          code: z.string(),
          line: z.number(),
          column: z.number(),
          message: z.string(),
        }),
      ),
    }),
  ),
  unreadable: z.array(z.object({ file: z.string(), reason: z.string() })),
  summary: z.object({ errors: z.number(), warnings: z.number(), unreadable: z.number() }),
});

async function report(...args: string[]) {
  const exitCode = await validate([...args, "--json", "--lang", "en"]);
  const parsed = reportSchema.parse(JSON.parse(output));
  const codes = parsed.files.map(({ diagnostics }) =>
    diagnostics.map(({ severity, code }) => `${severity} ${code}`),
  );
  return { exitCode, codes, ...parsed };
}

it("a clean file must end with 0", async () => {
  expect(await report(await put("compose.yaml", good))).toMatchObject({ exitCode: 0, codes: [[]] });
});

it("warnings alone must end with 0", async () => {
  const path = await put("compose.yaml", `version: "3"\n${good}`);
  expect(await report(path)).toMatchObject({ exitCode: 0, codes: [["warning version-obsolete"]] });
});

it("an error must end with 1 and name its line and column", async () => {
  const found = await report(await put("compose.yaml", `${good}    networks: [front]\n`));
  expect(found.exitCode).toBe(1);
  expect(found.files[0]?.diagnostics[0]).toMatchObject({
    severity: "error",
    code: "undefined-network",
    line: 4,
    column: 16,
  });
});

it("a file that is not there must end with 2, and the others must be checked all the same", async () => {
  const found = await report(await put("compose.yaml", good), join(folder, "none.yaml"));
  expect(found).toMatchObject({ exitCode: 2, summary: { unreadable: 1 } });
  expect(found.files).toHaveLength(1);
});

it("a folder must stand for the Compose file in it, and end with 2 without one", async () => {
  await put("docker-compose.yml", good);
  expect((await report(folder)).files[0]?.file).toBe(join(folder, "docker-compose.yml"));
  output = "";
  await mkdir(join(folder, "empty"));
  expect((await report(join(folder, "empty"))).exitCode).toBe(2);
});

it.each([
  ["no file", [], "cli.no-file"],
  ["an unknown option", ["a.yaml", "--language", "en"], "cli.unknown-option"],
  ["an unknown language", ["a.yaml", "--lang", "fr"], "cli.bad-choice"],
])("%s must be refused before anything is read", async (_, args, code) => {
  await expect(validate(args)).rejects.toMatchObject({ name: "CommandFailure", problem: { code } });
  expect(output).toBe("");
});

it("the text must show the line and mark the place below it, also after wide letters", async () => {
  const path = await put("compose.yaml", bad);
  expect(await validate([path, "--lang", "en"])).toBe(1);
  expect(output).toContain(`${path}:5:22: error: The service \`web\` joins the network \`front\``);
  const cells = 4 + "networks: [".length + 6 + ", ".length;
  expect(output).toContain(` 5 │     networks: ["한글", front]\n   │ ${" ".repeat(cells)}^^^^^\n`);
  expect(output).toMatch(/2 errors/);
  expect(output).not.toContain("\u001b");
});

it("the text must not hand a file's control characters to the terminal", async () => {
  await validate([await put("compose.yaml", `${good}    networks: ["\u001b[31mred"]\n`), "--lang", "ko"]);
  expect(output).not.toContain("\u001b");
  expect(output).toContain("오류");
});

it("an override that is given with its base must be laid over it", async () => {
  const base = await put("compose.yaml", "services:\n  web:\n    image: nginx\n  db:\n    image: redis\n");
  const override = await put("compose.override.yaml", "services:\n  web:\n    depends_on: [db, cache]\n");
  expect((await report(base, override)).codes).toEqual([[], ["error undefined-service"]]);
});

it("a file that only adds to the one beside it must be laid over it", async () => {
  await put("docker-compose.yml", "services:\n  web:\n    image: nginx\nnetworks:\n  front: {}\n");
  const path = await put(
    "docker-compose.prod.yml",
    'services:\n  web:\n    networks: [front]\n    ports: ["80:80"]\n',
  );
  expect((await report(path)).codes).toEqual([[]]);
});

it("what a file names must be looked for in its folder", async () => {
  const text = "services:\n  web:\n    build: ./web\n    env_file: [a.env, b.env]\n";
  await put("web/Dockerfile", "FROM nginx\n");
  await put("a.env", "A=1\n");
  expect((await report(await put("compose.yaml", text))).codes).toEqual([["error missing-env-file"]]);
});

it("a file apart from its project must only be told what it names", async () => {
  const text = "services:\n  web:\n    build: ./web\n    env_file: a.env\n";
  const found = await report(await put("compose.yaml", text));
  expect(found).toMatchObject({
    exitCode: 0,
    codes: [["info missing-build-context", "info missing-env-file"]],
  });
});

it.each([
  ["README.md", "info"],
  ["output.png", "info"],
  ["about.json", "info"],
  ["package.json", "error"],
  ["main.go", "error"],
])("beside %s a folder that is named and missing must be an %s", async (name, severity) => {
  await put(name, "");
  const path = await put("compose.yaml", "services:\n  web:\n    build: ./web\n");
  expect((await report(path)).codes).toEqual([[`${severity} missing-build-context`]]);
});

it("the folder itself must not make a project of a file in a collection", async () => {
  const text = "services:\n  web:\n    build: .\n    volumes: [.:/app]\n";
  await put("list.txt", "first.yaml\n");
  expect(await report(await put("first.yaml", text))).toMatchObject({
    exitCode: 0,
    codes: [["info missing-dockerfile"]],
  });
});

it("what is included and extended must be read from the disk", async () => {
  await put("parts/db.yaml", "services:\n  db:\n    image: redis\n");
  await put("parts/base.yaml", "services:\n  app:\n    image: nginx\n");
  const text =
    "include: [parts/db.yaml]\nservices:\n  web:\n    extends: {file: parts/base.yaml, service: app}\n    depends_on: [db]\n";
  expect((await report(await put("compose.yaml", text))).codes).toEqual([[]]);
});

it("a long report must reach a pipe whole", async () => {
  const keys = Array.from({ length: 400 }, (_, index) => `    unknown-${index}: 1\n`).join("");
  const path = await put("long.yaml", `${good}${keys}`);
  const program = join(import.meta.dirname, "../../../cli/main.ts");
  const run = spawnSync(process.execPath, [program, "validate", path, "--json"], { encoding: "utf8" });
  expect(run.status).toBe(1);
  expect(reportSchema.parse(JSON.parse(run.stdout)).summary.errors).toBe(400);
});

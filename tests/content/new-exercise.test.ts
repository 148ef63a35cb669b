import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyTemplate } from "../../cli/new/template.ts";
import { examineContent } from "../../cli/proof/examine.ts";
import { readSettings } from "../../lib/config/settings.ts";
import { checkLessons } from "../../lib/content/check-lessons.ts";
import { sessionFolders } from "../../lib/content/folders.ts";
import { formatProblem } from "../../lib/content/problem.ts";

const real = readSettings(process.env);
let contentDirectory: string;
let sessionDirectory: string;

beforeAll(async () => {
  contentDirectory = await mkdtemp(join(tmpdir(), "composelab-content-"));
  const [first] = await sessionFolders(real.contentDirectory);
  if (!first) throw new Error("the course has no session");
  sessionDirectory = join(contentDirectory, first.path);
  await mkdir(sessionDirectory, { recursive: true });
  await symlink(join(real.contentDirectory, "images"), join(contentDirectory, "images"));
});

afterAll(() => rm(contentDirectory, { recursive: true, force: true }));

it("a new exercise must be sound and proven as it stands", { timeout: 300_000 }, async () => {
  await copyTemplate({ kind: "exercise", id: "my-first", sessionDirectory });
  const { signal } = new AbortController();
  const options = { engine: true, changed: false, jobs: real.jobs, signal, say: () => undefined };
  const chosen = { exercises: ["my-first"], proofs: [], blocks: [] };
  const { exercises } = await examineContent({ ...real, contentDirectory }, chosen, options);
  expect(exercises.get("my-first")?.map((problem) => formatProblem(problem, "en"))).toEqual([]);
});

it("a new lesson must have nothing wrong but that no part lists it yet", async () => {
  await cp(real.contentDirectory, contentDirectory, {
    recursive: true,
    filter: (path) => !path.startsWith(join(real.contentDirectory, "images")),
  });
  await copyTemplate({ kind: "lesson", id: "my-lesson", sessionDirectory });
  const problems = (await checkLessons(contentDirectory)).filter(
    ({ file, message }) => file.includes("my-lesson") || message.params.lesson === "my-lesson",
  );
  expect(problems.map(({ message }) => message.code)).toEqual(["content.lesson-unlisted"]);
});

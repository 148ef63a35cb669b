import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { exerciseSchema } from "../../../lib/content/exercise-schema.ts";
import { listExercises, loadExercise, loadMistake, UnknownExercise } from "../../../lib/content/exercises.ts";
import { ContentError } from "../../../lib/content/problem.ts";
import { describeKey } from "../../../lib/content/schema-keys.ts";
import { translate } from "../../../lib/i18n/translate.ts";

const both = "{ ko: 한국어, en: English }";
const exercise = `id: one
title: ${both}
summary: ${both}
minutes: 5
images: [lab/api]
tasks:
  - { id: first, title: ${both}, text: ${both} }
stages:
  - id: model
    title: ${both}
    checks:
      - { id: file, points: 1, task: first, type: accepted }
  - id: up
    title: ${both}
    needs: [model]
    steps:
      - { id: first-up, act: up }
    checks:
      - { id: comes-up, points: 1, task: first, type: came-up, step: first-up }
mistakes:
  broken:
    about: ${both}
    fails: { file: grading.rejected }
next: ${both}
`;

async function content(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "content-"));
  const folder = "week-1/day-1/session-1/exercises/one";
  const all = {
    "course.yaml": "id: c\n",
    [`${folder}/brief.ko.mdx`]: "글",
    [`${folder}/brief.en.mdx`]: "Text",
    [`${folder}/starter/compose.yaml`]: "services: {}\n",
    [`${folder}/solution/compose.yaml`]: "solution\n",
    [`${folder}/solution/api/Dockerfile`]: "FROM lab/api\n",
    [`${folder}/mistakes/broken/compose.yaml`]: "mistake\n",
    [`${folder}/exercise.yaml`]: exercise,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text])),
  };
  for (const [path, text] of Object.entries(all)) {
    if (text === "") continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

/** The lines and words of what is wrong with an exercise.yaml. */
async function problemsWith(text: string): Promise<string[]> {
  const root = await content({ "exercise.yaml": text });
  const error = await loadExercise("one", root).catch((thrown: unknown) => thrown);
  if (!(error instanceof ContentError)) throw new Error("it was taken for sound");
  return error.problems.map(({ line, message, remedy }) =>
    [`${line}:`, translate(message, "en"), remedy ? translate(remedy, "en") : ""].join(" ").trim(),
  );
}

describe("an exercise's folder", () => {
  it("must be found and read with all its parts", async () => {
    const root = await content({});
    expect(await listExercises(root)).toEqual(["one"]);
    const loaded = await loadExercise("one", root);
    expect(loaded.starter).toEqual([{ path: "compose.yaml", content: "services: {}\n" }]);
    expect(loaded.briefs.ko).toBe("글");
    expect(loaded.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it("must have another hash after any change", async () => {
    const one = await loadExercise("one", await content({}));
    const other = await loadExercise("one", await content({ "solution/compose.yaml": "another\n" }));
    expect(other.hash).not.toBe(one.hash);
  });

  it("must lay a mistake's files over the solution's", async () => {
    const { directory } = await loadExercise("one", await content({}));
    const files = new Map((await loadMistake(directory, "broken")).map((file) => [file.path, file.content]));
    expect(files.get("compose.yaml")).toBe("mistake\n");
    expect(files.get("api/Dockerfile")).toBe("FROM lab/api\n");
  });

  it("must be refused without a brief, without a starter, or under another name", async () => {
    await expect(loadExercise("one", await content({ "brief.en.mdx": "" }))).rejects.toThrow(ContentError);
    await expect(loadExercise("one", await content({ "starter/compose.yaml": "" }))).rejects.toThrow(
      ContentError,
    );
    await expect(loadExercise("two", await content({}))).rejects.toThrow(UnknownExercise);
  });
});

describe("exercise.yaml", () => {
  it.each([
    ["a task that is not there", "task: first, type: accepted", "task: second, type: accepted", 12],
    ["a step that is not there", "step: first-up", "step: later", 19],
    ["a need that comes later", "needs: [model]", "needs: [comes-up]", 15],
    ["a name used twice", "id: comes-up", "id: file", 19],
    ["a mistake failing an unknown check", "{ file: grading.rejected }", "{ nope: grading.rejected }", 23],
    ["a key that is unknown", "minutes: 5", "minutes: 5\nminuets: 5", 5],
    ["a kind of check that is unknown", "type: accepted", "type: excepted", 12],
    ["an act that is unknown", "act: up", "act: shell", 17],
  ])("must be refused with the line of %s", async (_, from, to, line) => {
    expect(exercise).toContain(from);
    const problems = await problemsWith(exercise.replace(from, to));
    expect(problems[0]).toMatch(new RegExp(`^${line}: `));
  });

  it("must not let the stage model need an engine", async () => {
    const moved = exercise.replace("type: accepted", "type: running, service: api");
    expect((await problemsWith(moved))[0]).toContain("needs a running project");
  });

  it.each([
    [
      "type: excepted",
      "12: `stages[model].checks[file].type` is `excepted`. Did you mean `accepted`? Allowed: accepted, refused, model-path,",
    ],
    [
      "type: http",
      "`stages[model].checks[file].via` is missing. What belongs here: Through a published port",
    ],
    [
      "type: http, via: { prot: 8080 }, path: /, expect: {}",
      "has no key `prot`. Did you mean `port`? Its keys: port.",
    ],
    [
      "type: http, via: { prot: 8080 }, path: /, expect: {}",
      "`stages[model].checks[file].via` must have one of these forms: {port}, {from, to, port}.",
    ],
    [
      "type: http, via: { port: 0 }, path: /, expect: {}",
      ".via.port`: this must be at least 1. What belongs here: A port that is published",
    ],
    ["type: http, via: { port: 80 }, path: x, expect: {}", ".path` is `x`. It must be of the form /…."],
    [
      'type: depends-on, service: api, "on": db, condition: healthy',
      "is `healthy`. Allowed: service_started,",
    ],
    [
      "type: running, service: api, atLeest: 2",
      "has no key `atLeest`. Did you mean `atLeast`? Its keys: type,",
    ],
    [
      "type: http, via: { from: api, port: 8000 }, path: /, expect: {}",
      "`stages[model].checks[file].via.to` is missing. What belongs here: The host name that is asked",
    ],
    ["type: running", "`stages[model].checks[file].service` is missing. What belongs here: "],
  ])("must say which key of which check is wrong in “%s”, and what is allowed", async (check, said) => {
    const problems = await problemsWith(exercise.replace("type: accepted", check));
    expect(problems.join("\n")).toContain(said);
  });

  it("must describe its keys", () => {
    const keys = ["id", "title", "minutes", "images", "limits", "tasks", "stages", "next", "mistakes"];
    for (const key of keys) expect(describeKey(exerciseSchema, [key]), key).toBeTruthy();
    for (const key of ["id", "needs", "steps", "checks"]) {
      expect(describeKey(exerciseSchema, ["stages", 0, key]), key).toBeTruthy();
    }
  });
});

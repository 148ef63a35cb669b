import { afterAll, beforeAll, expect, test } from "vitest";
import { readDraft, saveDraft } from "../../../lib/db/drafts.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

let temporary: TemporaryDatabase;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  await ensureLearner(temporary.database, "kim");
});

afterAll(() => temporary.close());

const files = (content: string) => [{ path: "compose.yaml", content }];

test("a draft must be saved over the version that was read, and over no other", async () => {
  const key = { learnerId: "kim", exerciseId: "one" };
  expect(await readDraft(temporary.database, key)).toBeUndefined();
  expect(await saveDraft(temporary.database, key, { files: files("a"), version: 0 })).toBe(1);
  expect(await saveDraft(temporary.database, key, { files: files("b"), version: 0 })).toBeUndefined();
  expect(await saveDraft(temporary.database, key, { files: files("c"), version: 1 })).toBe(2);
  expect(await saveDraft(temporary.database, key, { files: files("d"), version: 1 })).toBeUndefined();
  expect(await readDraft(temporary.database, key)).toMatchObject({ files: files("c"), version: 2 });
});

test("of two tabs that save at the same moment exactly one must win", async () => {
  const key = { learnerId: "kim", exerciseId: "two" };
  const saved = await Promise.all(
    ["a", "b", "c", "d"].map((text) =>
      saveDraft(temporary.database, key, { files: files(text), version: 0 }),
    ),
  );
  expect(saved.filter((version) => version !== undefined)).toEqual([1]);
});

test("a learner must be made once", async () => {
  await ensureLearner(temporary.database, "kim");
  await Promise.all([ensureLearner(temporary.database, "lee"), ensureLearner(temporary.database, "lee")]);
  const rows = await temporary.database.query.learners.findMany();
  expect(rows.map((row) => row.id).sort()).toEqual(["kim", "lee"]);
});

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changeHref, loadChanges } from "../../../lib/content/changes.ts";
import { checkChanges } from "../../../lib/content/check-changes.ts";

async function folder(yaml: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "composelab-changes-"));
  await writeFile(join(directory, "changes.yaml"), yaml);
  return directory;
}

const change = (date: string, rest = "") => `- date: ${date}\n  what: { ko: 새것, en: new }\n${rest}`;

test("changes must come newest first, and lead to what they are about", async () => {
  const place = "  lesson: { session: week-2/day-1/session-6, lesson: start-order, section: race }\n";
  const changes = await loadChanges(
    await folder(
      `${change("2026-01-02", place)}${change("2026-03-01", "  exercise: limits\n")}${change("2025-12-31")}`,
    ),
  );
  expect(changes.map((entry) => [entry.date, changeHref(entry)])).toEqual([
    ["2026-03-01", "exercises/limits"],
    ["2026-01-02", "week-2/day-1/session-6/start-order#race"],
    ["2025-12-31", "changes"],
  ]);
});

test("a change that points nowhere must be told", async () => {
  const directory = await folder(change("2026-01-02", "  exercise: nosuch\n"));
  const [problem] = await checkChanges(directory, new Map(), new Set(["limits"]));
  expect(problem?.message.code).toBe("content.unknown-exercise");
});

test("a date that is none must be refused with its line", async () => {
  await expect(loadChanges(await folder(change("2026-02-30")))).rejects.toMatchObject({
    problems: [{ line: 1 }],
  });
});

import { expect, it } from "vitest";
import { checkContent } from "../../cli/check-content.ts";
import { readSettings } from "../../lib/config/settings.ts";
import { listExercises } from "../../lib/content/exercises.ts";

const minutes = 60_000;
const ids = await listExercises(readSettings(process.env).contentDirectory);

it("there must be exercises to prove", () => {
  expect(ids).toEqual(expect.arrayContaining(["healthy-before-start", "repair-the-example"]));
});

/** What is wrong, and at which line, is printed by the command itself. */
it.each(ids)(
  "%s must be solvable, not solved by its starter, and fail every mistake as it says",
  {
    timeout: 20 * minutes,
  },
  async (id) => {
    expect(await checkContent([id, "--lang", "en"])).toBe(0);
  },
);

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Attack, type Draft, draftOf, serialise } from "../../fixtures/attacks/attack.ts";
import { violation } from "../../fixtures/attacks/engine-rules.ts";
import { families } from "../../fixtures/attacks/families.ts";
import { spellings } from "../../fixtures/attacks/spellings.ts";
import { type AttackedGate, openAttackedGate } from "./attacked-gate.ts";

/** The same in every run of CI; by hand `FUZZ_SEED` tries others. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_123);
const runs = 2000;
/** Several at a time: a run is a round trip, and the gate serves them beside each other. */
const batch = 16;

let gate: AttackedGate;

beforeAll(async () => {
  gate = await openAttackedGate();
});
afterAll(() => gate.close());

/** One small change to a text at a place that is given as a share of its length. */
type Change = {
  at: number;
  kind: "case" | "percent" | "escape" | "blank" | "double" | "insert";
  text: string;
};

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom("case", "percent", "escape", "blank", "double", "insert"),
  text: fc.constantFrom(
    "\t",
    " ",
    "\r\n",
    "\0",
    "/",
    "\\",
    "%",
    '"',
    ",",
    "{}",
    "\xc2\xa0",
    "\xef\xbb\xbf",
    "\u007f",
    ".",
    ";",
  ),
});

function changed(text: string, { at, kind, text: piece }: Change): string {
  const place = Math.floor(at * text.length);
  const letter = text[place] ?? "";
  const code = letter.charCodeAt(0).toString(16).padStart(2, "0");
  const instead = {
    case: letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
    percent: `%${code}`,
    escape: `\\u00${code}`,
    blank: ` ${letter}`,
    double: letter + letter,
    insert: piece + letter,
  }[kind];
  return `${text.slice(0, place)}${instead}${text.slice(place + 1)}`;
}

const part = fc.constantFrom("path", "query", "body", "headers", "method");
const spelling = fc.constantFrom(...spellings);
const attack: fc.Arbitrary<Attack> = fc.constantFrom(...families.flatMap(({ attacks }) => attacks));

/** A known attack in a spelling that nobody wrote down: known ones one upon another, then small changes. */
const derived = fc
  .tuple(attack, fc.array(spelling, { maxLength: 3 }), fc.array(fc.tuple(part, change), { maxLength: 3 }))
  .map(([known, compositions, changes]) => {
    const composed = compositions.reduce((draft, { spell }) => spell(draft) ?? draft, draftOf(known));
    return serialise(changes.reduce(apply, composed));
  });

function apply(draft: Draft, [where, what]: [string, Change]): Draft {
  if (where === "query") return { ...draft, query: draft.query.map((pair) => changed(pair, what)) };
  if (where === "headers") return { ...draft, headers: draft.headers.map((line) => changed(line, what)) };
  if (where === "method") return { ...draft, method: changed(draft.method, what) };
  return where === "path"
    ? { ...draft, path: changed(draft.path, what) }
    : { ...draft, body: changed(draft.body, what) };
}

test("no spelling that is derived from known attacks may bring one to the engine", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(derived, { minLength: batch, maxLength: batch }), async (requests) => {
      gate.clear();
      await Promise.all(requests.map((bytes) => gate.send(bytes)));
      // A change can make an attack harmless: then it may pass, as what it has become.
      const wrong = gate.stub.recorded
        .map((each) => violation(each))
        .filter((problem) => problem !== undefined);
      expect(wrong).toEqual([]);
    }),
    {
      seed,
      numRuns: Math.ceil(runs / batch),
      interruptAfterTimeLimit: 40_000,
      markInterruptAsFailure: false,
    },
  );
}, 120_000);

test("the gate must serve an honest request after all of them", async () => {
  expect(await gate.send("GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")).toMatch(/OK$/);
});

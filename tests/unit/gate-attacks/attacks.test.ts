import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Attack, draftOf, serialise } from "../../fixtures/attacks/attack.ts";
import { families } from "../../fixtures/attacks/families.ts";
import { type Spelling, spellings } from "../../fixtures/attacks/spellings.ts";
import { statuses } from "../../fixtures/raw-client.ts";
import { type AttackedGate, openAttackedGate } from "./attacked-gate.ts";

const httpVersionNotSupported = 505;

let gate: AttackedGate;

beforeAll(async () => {
  gate = await openAttackedGate();
});
afterAll(() => gate.close());
beforeEach(() => gate.clear());

/** In a large family the attacks share the spellings out, so that each spelling meets a third of them. */
const large = 9;
const share = 3;

function spellingsFor(index: number, size: number): Spelling[] {
  return spellings.filter((_, at) => at === 0 || size < large || at % share === index % share);
}

/** Sends an attack in those spellings that apply to it, and says which were not refused. */
async function accepted(attack: Attack, tries: Spelling[]): Promise<string[]> {
  const draft = draftOf(attack);
  const tried = await Promise.all(
    tries.map(async ({ name, spell }) => {
      const spelled = spell(draft);
      if (spelled === undefined) return [];
      const answer = await gate.send(serialise(spelled));
      // What stands in front of a pipelined request may be answered; the request itself may not.
      const got = statuses(answer).at(-1) ?? 0;
      const refused = (got >= 400 && got < 500) || got === httpVersionNotSupported;
      return refused ? [] : [`${name}: ${answer.slice(0, 15)} ${answer.slice(-200)}`];
    }),
  );
  return tried.flat();
}

describe("no spelling of an attack may reach the engine:", () => {
  for (const { name, attacks } of families) {
    test(name, async () => {
      for (const [index, attack] of attacks.entries()) {
        const what = `${attack.method} ${attack.path} ${JSON.stringify(attack.query ?? attack.json ?? "")}`;
        expect(await accepted(attack, spellingsFor(index, attacks.length)), what).toEqual([]);
        expect(gate.reached(), what).toEqual([]);
        expect(gate.stub.hijacked, what).toEqual([]);
      }
    });
  }
});

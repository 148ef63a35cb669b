import { expect, test } from "vitest";
import {
  identitiesOf,
  identityLabels,
  type SandboxIdentity,
} from "../../../sandbox-runner/sandbox/labels.ts";

const ready: SandboxIdentity = { id: "s1", instance: "i", owner: "1-1", kind: "ready", expires: 9 };
const claim: SandboxIdentity = { ...ready, kind: "interactive", expires: 5 };

test("what was ready must be its claim's, in whatever order the engine lists them", () => {
  const objects = [{ Labels: identityLabels(ready) }, { Labels: identityLabels(claim) }, { Labels: null }];
  for (const order of [objects, objects.toReversed()])
    expect([...identitiesOf(order).values()]).toEqual([claim]);
  expect(identitiesOf([{ Labels: identityLabels(ready) }]).get("s1")).toEqual(ready);
});

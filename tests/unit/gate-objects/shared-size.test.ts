import { expect, test } from "vitest";
import { sharedSizes } from "../../../sandbox-runner/gate/objects/shared-size.ts";

const image = (id: string, layers: string[], size: number) => ({ id, layers, size });

test("an image must share what it is built on, and be shared by what is built on it", () => {
  const sizes = sharedSizes([
    image("alpine", ["a"], 8),
    image("app", ["a", "b"], 13),
    image("more", ["a", "b", "c"], 14),
    image("other", ["ab"], 5),
    image("unread", [], 7),
  ]);
  expect(Object.fromEntries(sizes)).toEqual({ alpine: 8, app: 13, more: 13, other: 0, unread: 0 });
});

test("two names of the same layers must share all of them", () => {
  const sizes = sharedSizes([image("one", ["a", "b"], 9), image("two", ["a", "b"], 9)]);
  expect([...sizes.values()]).toEqual([9, 9]);
});

import { describe, expect, test } from "vitest";
import { rewriteDockerfile } from "../../../sandbox-runner/gate/objects/dockerfile.ts";
import { isZero, readFields } from "../../../sandbox-runner/gate/objects/fields.ts";
import { familiarReference } from "../../../sandbox-runner/gate/objects/image-reference.ts";
import { create, inventory, refusal, sandbox } from "./support.ts";

describe("an unknown field", () => {
  test("must pass as long as it says nothing, and be refused when it says something", () => {
    for (const nothing of [null, "", 0, false, [], {}]) {
      expect(isZero(nothing)).toBe(true);
      expect(readFields({ New: nothing }, {})).toEqual({});
    }
    for (const something of [true, 1, "x", [0], { a: null }]) {
      expect(refusal(() => readFields({ New: something }, {})).message).toContain(
        "does not know the field New",
      );
    }
  });

  test.each([null, [], "x", 1, true, undefined])("a body that is no object must be refused: %j", (body) => {
    expect(refusal(() => readFields(body, {})).status).toBe(400);
  });
});

test("no text of a student may keep the gate busy", () => {
  const hostile = [
    () => familiarReference(`${"a-".repeat(120)}!`),
    () => familiarReference(`${"a__".repeat(80)}!`),
    () => familiarReference(`${"a.".repeat(120)}/`),
    () => create({ LogConfig: { Config: { tag: `${"{{.A}}".repeat(40)}!` } } }),
    () => create({}, { Hostname: `${"a.".repeat(120)}!` }),
    () =>
      rewriteDockerfile(`FROM busybox\nRUN ${"\\ ".repeat(120_000)}x`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      }),
    () =>
      rewriteDockerfile(`FROM busybox\n${"RUN a\\\n".repeat(30_000)}`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      }),
    () =>
      rewriteDockerfile(`FROM busybox\nLABEL ${'a="b" '.repeat(30_000)}!`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      }),
    () =>
      rewriteDockerfile(`FROM busybox\nHEALTHCHECK --interval=${"1".repeat(100_000)} CMD x`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      }),
    () =>
      rewriteDockerfile(`FROM ${"$A".repeat(50_000)}`, { buildArgs: {}, sandbox, inventory: inventory() }),
    () =>
      rewriteDockerfile(`ARG A=${"$A".repeat(50_000)}\nFROM $A`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      }),
    () => {
      const values = `ARG B=${"x".repeat(50_000)}\nARG A=${"$B".repeat(40_000)}`;
      rewriteDockerfile(`${values}\nFROM ${"$A".repeat(30_000)}`, {
        buildArgs: {},
        sandbox,
        inventory: inventory(),
      });
    },
  ];
  for (const attempt of hostile) {
    const start = performance.now();
    try {
      attempt();
    } catch {
      // refused or not: only the time counts
    }
    expect(performance.now() - start, attempt.toString()).toBeLessThan(3000);
  }
});

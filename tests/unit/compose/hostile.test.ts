// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose look like those of JavaScript.
import { describe, expect, it } from "vitest";
import { composeModel } from "../../../lib/compose/model.ts";
import { completionsAt, hoverAt } from "../../../lib/compose/schema-service.ts";
import { findings, inspect, workspace } from "./support.ts";

function aliasBomb(levels: number): string {
  const lines = ["x-a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `x-a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  return `${lines.join("\n")}\nservices:\n  web:\n    image: nginx\n    command: *a${levels - 1}\n`;
}

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe("hostile input", () => {
  it("an alias bomb must be refused without being followed", () => {
    const bomb = aliasBomb(12);
    expect(milliseconds(() => expect(findings(bomb)).toEqual(["error 1:1 yaml-alias-bomb"]))).toBeLessThan(
      5000,
    );
  });

  it.each([
    ["brackets", "[".repeat(500_000)],
    ["braces", "{a: ".repeat(200_000)],
    ["dashes", "- ".repeat(500_000)],
    ["question marks", "? ".repeat(300_000)],
  ])("a file of nothing but %s must be refused at once", (_what, text) => {
    expect(milliseconds(() => expect(findings(text)).toEqual(["error 1:1 yaml-too-deep"]))).toBeLessThan(
      5000,
    );
  });

  it("a file of more than 1 MiB must be refused unread", () => {
    expect(findings(`# ${"x".repeat(1024 * 1024)}`)).toEqual(["error 1:1 file-too-large"]);
  });

  it("a file of many keys must not take time with the square of their number", () => {
    const text = (count: number) =>
      `${Array.from({ length: count }, (_, index) => `x-${index}: 1`).join("\n")}\nservices:\n  a:\n    image: b\n`;
    const best = (count: number) =>
      Math.min(...[1, 2, 3].map(() => milliseconds(() => inspect(text(count)))));
    best(500);
    // Sixteen times the keys: some 16 times as long when it is in proportion, 256 times with the square.
    expect(best(32_000) / best(2_000)).toBeLessThan(100);
  });

  it.each([
    ["waits for the next", (index: number) => `    depends_on: [s${index + 1}]`],
    ["extends the next", (index: number) => `    extends: s${index + 1}`],
    ["publishes a port", (index: number) => `    ports: ["${index}:80"]`],
    ["names a network that is nowhere", (index: number) => `    networks: [n${index}]`],
  ])("a file of thousands of services of which each %s must be checked in time", (_what, line) => {
    const services = Array.from({ length: 3000 }, (_, index) => `  s${index}:\n    image: x\n${line(index)}`);
    expect(milliseconds(() => inspect(`services:\n${services.join("\n")}\n`))).toBeLessThan(15_000);
  });

  it("an include of itself must end", () => {
    const files = workspace({ "compose.yaml": "include: [compose.yaml]\nservices:\n  a:\n    image: b\n" });
    expect(composeModel(files)?.services).toHaveLength(1);
  });

  it.each([
    "__proto__:\n  polluted: true\nservices:\n  a:\n    image: b\n",
    "services:\n  __proto__:\n    image: b\n  constructor:\n    image: c\n  toString:\n    image: d\n    depends_on: [hasOwnProperty]\n",
    "services:\n  a:\n    constructor: b\n    networks: [toString]\n",
  ])("names of JavaScript's own must be names like any other: %j", (text) => {
    expect(() => inspect(text)).not.toThrow();
    expect(Object.keys({})).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });

  it("no piece of a file may make anything throw", () => {
    const text =
      'x-a: &a {image: "b"}\nservices:\n  web:\n    <<: *a\n    ports: ["80:80", {target: 80}]\n    command: |\n      a ${B:-c}\n    depends_on: {db: {condition: service_healthy}}\n';
    for (let end = 0; end <= text.length; end++) {
      const piece = text.slice(0, end);
      inspect(piece);
      composeModel(workspace({ "compose.yaml": piece }));
      completionsAt(piece, end);
      hoverAt(piece, Math.max(0, end - 1));
    }
  });
});

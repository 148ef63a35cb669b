import { describe, expect, test } from "vitest";
import { rewriteDockerfile } from "../../../sandbox-runner/gate/objects/dockerfile.ts";
import { Refusal } from "../../../sandbox-runner/gate/objects/refusal.ts";
import { isRepeated } from "../../../sandbox-runner/gate/routes/body.ts";
import { parseRequestHead } from "../../../sandbox-runner/gate/wire/request-head.ts";
import { parseTarget } from "../../../sandbox-runner/gate/wire/target.ts";
import { inventory, sandbox } from "../gate-objects/support.ts";

/** Long enough that reading it in a time that grows with the square would take minutes. */
const long = 250_000;
const blanks = " ".repeat(long);

describe("no text may keep the one thread that serves everybody busy", () => {
  test.each([
    ["a directive", `#a=b${blanks}c\nFROM busybox`],
    ["a directive without a value", `#a=${blanks}\nFROM busybox`],
    ["a label", `FROM busybox\nLABEL a${blanks}=b`],
    ["a label's value", `FROM busybox\nLABEL a=${"\\ ".repeat(long / 4)}`],
    ["continued lines", `FROM busybox\nRUN a${"\\\n".repeat(long / 4)}`],
    ["backslashes", `FROM busybox\nRUN ${"\\ ".repeat(long / 4)}x`],
    ["shifts", `FROM busybox\nRUN ${"a<<".repeat(long / 4)}`],
    ["lone shifts", `FROM busybox\nRUN ${"<< 1 ".repeat(long / 8)}`],
    ["options", `FROM busybox\nCOPY ${"--chown=a ".repeat(long / 16)}a b`],
    ["a duration", `FROM busybox\nHEALTHCHECK --interval=${"1m".repeat(long / 4)}x CMD true`],
    ["stages", "FROM busybox\n".repeat(long / 16)],
    ["arguments", `ARG ${"A=a ".repeat(long / 8)}\nFROM $A`],
    ["instructions", `FROM busybox\n${"USER a\n".repeat(long / 8)}`],
  ])("%s of a Dockerfile", (_name, text) => {
    try {
      rewriteDockerfile(text, { buildArgs: {}, sandbox, inventory: inventory() });
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
    }
  });

  test.each([
    ["blanks in a header", `User-Agent: a${" ".repeat(16_000)}b`],
    ["tabs in a header", `User-Agent: a${"\t".repeat(16_000)}b`],
    ["blanks in Connection", `Connection: keep-alive${" ".repeat(16_000)},${" ".repeat(100)}close`],
  ])("%s", (_name, line) => {
    // As many as one client sends in a moment: each of them took a tenth of a second.
    for (let count = 0; count < 2000; count += 1) {
      const head = parseRequestHead(Buffer.from(`GET /_ping HTTP/1.1\r\nHost: d\r\n${line}\r\n\r\n`));
      expect(head.method).toBe("GET");
    }
  });

  test("a long query beside a large body", () => {
    const names = Array.from(
      { length: 4000 },
      (_, at) => `q${at.toString(26).replaceAll(/[0-9]/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "")}`,
    );
    const query = names.map((name) => `${name}=2`).join("&");
    expect(() => parseTarget(`/containers/create?${query}`)).toThrow("too many keys");
    const fields = Array.from({ length: 20_000 }, (_, at) => [`f${at}`, 1]);
    const body = Object.fromEntries([...fields, ...names.map((name) => [name, 2])]);
    for (const name of names) expect(isRepeated(name, "2", body)).toBe(true);
    const list = { a: Array.from({ length: 100_000 }, () => 1) };
    for (let count = 0; count < 10_000; count += 1) expect(isRepeated("a", "2", list)).toBe(false);
  });
});

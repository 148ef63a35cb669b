import { describe, expect, test } from "vitest";
import { checkPlatform } from "../../../sandbox-runner/gate/objects/platform.ts";
import { decideTopArguments } from "../../../sandbox-runner/gate/objects/top-arguments.ts";
import { asWritten } from "../../../sandbox-runner/gate/objects/written-reference.ts";
import { hex, refusal } from "./support.ts";

describe("the arguments of top", () => {
  test.each([
    undefined,
    "aux",
    "-ef",
    "-x",
    "-o pid,cmd",
    "-eo pid,user,%cpu,args --sort -pid",
    "-o pid -o args",
  ])("%s must pass", (words) => expect(decideTopArguments(words)).toBe(words));

  test.each([
    ["-o pid=X,args", 403],
    ["-eo etimes=PID,args", 403],
    ["-eo args,pid", 403],
    ["-o pid,args --format args,pid", 403],
    ["-o cmd", 500],
    ["-eZ", 403],
    ["--pid 1", 403],
    ["-p 1", 403],
    ["aux; id", 403],
    ["-e ".repeat(100), 403],
  ])("%s must be refused", (words, status) => {
    expect(refusal(() => decideTopArguments(words)).status).toBe(status);
  });
});

describe("the platform of a pull", () => {
  const image = { Os: "linux", Architecture: "amd64" };
  test.each(["", "linux", "amd64", "x86_64", "linux/amd64", "linux/amd64/v2"])("%s must do", (platform) => {
    expect(() => checkPlatform(platform, image)).not.toThrow();
  });
  test.each([
    ["linux/arm64", 404, "no matching manifest for linux/arm64"],
    ["windows", 404, "no matching manifest for windows"],
    ["bogus", 400, "unknown operating system or architecture"],
    ["a/b/c/d", 400, "cannot parse platform specifier"],
  ])("%s must be refused in the engine's words", (platform, status, text) => {
    const { status: got, message } = refusal(() => checkPlatform(platform, image));
    expect([got, message.includes(text)]).toEqual([status, true]);
  });
});

describe("an error of the engine", () => {
  const written = new Map([[hex("a"), "we$&b"]]);
  test.each([
    [
      `cannot remove container "${hex("a")}": container is running`,
      'cannot remove container "we$&b": container is running',
    ],
    [`Could not find the file /x in container ${hex("a")}`, "Could not find the file /x in container we$&b"],
    [`container ${hex("a")} is not running`, `container ${hex("a")} is not running`],
    [`cannot remove container "${hex("b")}": no`, `cannot remove container "${hex("b")}": no`],
  ])("%s must repeat what the student wrote where the engine would", (text, shown) => {
    expect(asWritten(text, written)).toBe(shown);
  });
});

import { expect, test } from "vitest";
import { readLocalCopy } from "../../../app/workspace/draft/local-copy.ts";
import { startingPoint } from "../../../app/workspace/draft/starting-point.ts";

const file = (content: string) => [{ path: "compose.yaml", content }];
const starter = file("starter");
const local = (content: string, version: number) => ({ files: file(content), version });

test("a first visit must begin with the starter", () => {
  expect(startingPoint(undefined, undefined, starter)).toEqual({
    kind: "files",
    files: starter,
    version: 0,
    unsaved: false,
  });
});

test("what this browser had not saved must be taken when the server knows nothing newer", () => {
  const start = startingPoint({ files: file("saved"), version: 3 }, local("typed", 3), starter);
  expect(start).toEqual({ kind: "files", files: file("typed"), version: 3, unsaved: true });
});

test("what another browser saved in between must be a question, not a loss", () => {
  const start = startingPoint({ files: file("theirs"), version: 4 }, local("mine", 3), starter);
  expect(start).toMatchObject({ kind: "conflict", mine: file("mine"), theirs: { version: 4 } });
});

test("the same text on both sides must not be a conflict", () => {
  expect(startingPoint({ files: file("same"), version: 4 }, local("same", 3), starter)).toMatchObject({
    kind: "files",
    unsaved: false,
  });
});

test("a damaged copy in the browser must count as none", () => {
  for (const value of ["{", "null", '{"version":1}', '{"version":1,"files":[{"path":1}]}']) {
    expect(readLocalCopy({ getItem: () => value }, "exercise")).toBeUndefined();
  }
});

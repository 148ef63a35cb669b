import { expect, test } from "vitest";
import { sortUploads } from "../../../app/workspace/live/files/file-asking.ts";

const file = (name: string) => new File([name], name);
const within = { folder: "api/", isThere: (path: string) => path.startsWith("api/old"), mayUnpack: true };

test("several archives must be asked about in one question, and none be lost beside other files", () => {
  const given = [file("one.zip"), file("new.txt"), file("two.TAR"), file("old-1"), file("old-2")];
  const { plain, asked } = sortUploads(given, within);
  expect(plain.map(({ path }) => path)).toEqual(["api/new.txt"]);
  expect(asked).toMatchObject([
    { what: "overwrite", uploads: [{ path: "api/old-1" }, { path: "api/old-2" }] },
    { what: "unpack", archives: [{ name: "one.zip" }, { name: "two.TAR" }] },
  ]);
});

test("without a sandbox an archive must go the way of every file", () => {
  const { plain, asked } = sortUploads([file("one.zip")], { ...within, mayUnpack: false });
  expect(plain).toHaveLength(1);
  expect(asked).toEqual([]);
});

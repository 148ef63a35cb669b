import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { coloursIn } from "../../../app/design/read-tokens.ts";

test("the page of components must show every colour that is a plain value in both themes", async () => {
  const css = await readFile("app/styles/tokens.css", "utf8");
  const declared = css.match(/^ {2}--[a-z-]+: light-dark\(#/gm) ?? [];
  expect(coloursIn(css).length).toBe(new Set(declared.map((line) => line)).size);
  expect(coloursIn(css)).toContainEqual({ name: "--paper", light: "#fbfaf6", dark: "#15171b" });
});

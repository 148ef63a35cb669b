import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A colour of the site by its name in CSS, with its value in both themes. */
export type ColourToken = { name: string; light: string; dark: string };

/** The colours as `app/styles/tokens.css` has them: the page that shows them cannot say something else. */
export async function readColours(): Promise<ColourToken[]> {
  return coloursIn(await readFile(join(process.cwd(), "app/styles/tokens.css"), "utf8"));
}

export function coloursIn(css: string): ColourToken[] {
  return [...css.matchAll(/^ {2}(--[a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);$/gm)].map(
    ([, name = "", light = "", dark = ""]) => ({ name, light, dark }),
  );
}

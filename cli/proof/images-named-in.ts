import type { ImageCatalogue } from "../../sandbox-runner/images/catalogue.ts";

/** The references of the lab's images that stand anywhere in texts. */
export function imagesNamedIn(texts: string[], catalogue: ImageCatalogue): string[] {
  return catalogue.entries
    .filter(({ audience }) => audience === "students")
    .flatMap(({ references }) => references)
    .filter((reference) => texts.some((text) => text.includes(reference)));
}

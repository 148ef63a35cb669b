import { visit } from "unist-util-visit";
import type { Compilation } from "./compilation.ts";
import { textOf } from "./rehype-code-blocks.ts";
import type { HtmlRoot } from "./syntax-tree.ts";

const depths: Record<string, 2 | 3> = { h2: 2, h3: 3 };

/** Notes the headings for the table of contents. */
export function rehypeHeadings({ headings }: Compilation) {
  return (tree: HtmlRoot) => {
    visit(tree, "element", (node) => {
      const depth = depths[node.tagName];
      if (depth) headings.push({ depth, id: String(node.properties.id ?? ""), text: textOf(node) });
    });
  };
}

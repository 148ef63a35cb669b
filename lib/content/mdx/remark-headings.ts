import { visit } from "unist-util-visit";
import type { Compilation } from "./compilation.ts";
import type { MarkdownRoot } from "./syntax-tree.ts";

const explicitId = /\s*\[#([^\]\s]+)\]\s*$/;

/** `## Text [#id]` gives the heading that id, so that a place keeps its name in every language. */
export function remarkHeadingIds({ references }: Compilation) {
  return (tree: MarkdownRoot) => {
    visit(tree, "heading", (heading) => {
      const last = heading.children.at(-1);
      const found = last?.type === "text" ? explicitId.exec(last.value) : null;
      if (last?.type !== "text" || !found?.[1]) {
        references.headingsWithoutId.push({ line: heading.position?.start.line ?? 1 });
        return;
      }
      last.value = last.value.replace(explicitId, "");
      // Where remark-rehype looks for attributes of the element to be.
      heading.data = Object.assign({}, heading.data, { hProperties: { id: found[1] } });
    });
  };
}

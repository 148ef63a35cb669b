import { SKIP, visit } from "unist-util-visit";
import type { RunnableBlock } from "../runnable.ts";
import type { Compilation } from "./compilation.ts";
import { commandsOf } from "./console.ts";
import type { HtmlElement, HtmlNodes, HtmlRoot } from "./syntax-tree.ts";

/**
 * After rehype-pretty-code: takes each block out of its figure, and notes on the `pre` what the page's own
 * frame, copy button and run button need: `data-title`, `data-copy`, `data-run`.
 */
export function rehypeCodeBlocks({ runs }: Compilation) {
  return (tree: HtmlRoot) => {
    visit(tree, "element", (node, index, parent) => {
      if (!parent || index === undefined || !("data-rehype-pretty-code-figure" in node.properties)) return;
      const pre = childNamed(node, "pre");
      if (!pre) return;
      const title = childNamed(node, "figcaption");
      const language = String(pre.properties["data-language"] ?? "");
      const block = runs.find(({ line }) => line === node.position?.start.line);
      const properties = {
        "data-language": language,
        "data-copy": copied(textOf(pre), language),
        ...runProperties(block),
      };
      pre.properties = title ? { ...properties, "data-title": textOf(title) } : properties;
      parent.children[index] = pre;
      return SKIP;
    });
  };
}

function copied(text: string, language: string): string {
  return language === "console" ? commandsOf(text).join("\n") : text.replace(/\n+$/, "");
}

/** The block's folder, and of commands the id by which it is run. */
function runProperties(block: RunnableBlock | undefined): Record<string, string> {
  if (!block) return {};
  const folder = { "data-run-folder": block.folder };
  if (block.kind === "file") return { ...folder, "data-run-file": block.id };
  return { ...folder, "data-run": block.id, ...(block.fails && { "data-run-fails": "yes" }) };
}

function childNamed(node: HtmlElement, name: string): HtmlElement | undefined {
  return node.children.find(
    (child): child is HtmlElement => child.type === "element" && child.tagName === name,
  );
}

export function textOf(node: HtmlNodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}

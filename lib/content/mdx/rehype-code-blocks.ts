import { SKIP, visit } from "unist-util-visit";
import type { HtmlElement, HtmlNodes, HtmlRoot } from "./syntax-tree.ts";

/**
 * After rehype-pretty-code: takes each block out of its figure, and notes on the `pre` what the page's own
 * frame and copy button need: `data-title` and `data-copy`.
 */
export function rehypeCodeBlocks() {
  return (tree: HtmlRoot) => {
    visit(tree, "element", (node, index, parent) => {
      if (!parent || index === undefined || !("data-rehype-pretty-code-figure" in node.properties)) return;
      const pre = childNamed(node, "pre");
      if (!pre) return;
      const title = childNamed(node, "figcaption");
      const language = String(pre.properties["data-language"] ?? "");
      const properties = { "data-language": language, "data-copy": copied(textOf(pre), language) };
      pre.properties = title ? { ...properties, "data-title": textOf(title) } : properties;
      parent.children[index] = pre;
      return SKIP;
    });
  };
}

/** Of a console block the commands only: the lines after the prompt `$ `, with their continuations. */
function copied(text: string, language: string): string {
  if (language !== "console") return text.replace(/\n+$/, "");
  const commands: string[] = [];
  let continued = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ")) commands.push(line.slice(2));
    else if (continued) commands.push(line.replace(/^> /, ""));
    continued = (continued || line.startsWith("$ ")) && line.endsWith("\\");
  }
  return commands.join("\n");
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

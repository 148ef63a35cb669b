import remarkGfm from "remark-gfm";
import remarkMdx from "remark-mdx";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { isJsxElement, type MarkdownRoot, stringAttributes } from "../mdx/syntax-tree.ts";

/** A heading of depth 2 or 3 with what stands below it; what comes before the first has neither id nor heading. */
export type Section = { id?: string; heading?: string; text: string; code: string };

/** Properties of components that a reader sees as text. */
const readable = new Set(["title", "subtitle", "claim", "ask", "caption"]);
const parser = unified().use(remarkParse).use(remarkMdx).use(remarkGfm);

/** The words of a lesson or a brief, without its front matter, by section. Throws where it is not MDX. */
export function sectionsOf(body: string): Section[] {
  const sections: Section[] = [{ text: "", code: "" }];
  for (const block of parser.parse(body).children) {
    const { text, code } = wordsIn(block);
    if (block.type === "heading" && block.depth <= 3) {
      const found = /^(.*?)\s*\[#([^\]\s]+)\]\s*$/.exec(text);
      sections.push({ id: found?.[2], heading: found?.[1] ?? text, text: "", code: "" });
    } else {
      const section = sections.at(-1);
      if (section)
        Object.assign(section, { text: `${section.text}${text}\n`, code: `${section.code}${code}\n` });
    }
  }
  return sections.filter(({ heading, text, code }) => heading || text.trim() || code.trim());
}

function wordsIn(block: MarkdownRoot["children"][number]): { text: string; code: string } {
  const text: string[] = [];
  const code: string[] = [];
  visit(block, (node) => {
    if (node.type === "text" || node.type === "inlineCode") text.push(node.value);
    else if (node.type === "code" && node.lang === "mermaid") text.push(titleOf(node.meta));
    else if (node.type === "code") code.push(node.value);
    else if (isJsxElement(node)) text.push(...visibleProperties(stringAttributes(node)));
    else if (node.type === "paragraph" || node.type === "tableCell" || node.type === "listItem")
      text.push(" ");
  });
  return {
    text: text
      .join("")
      .replaceAll(/[ \t]+/g, " ")
      .trim(),
    code: code.join("\n"),
  };
}

function visibleProperties(properties: Record<string, string>): string[] {
  return Object.entries(properties)
    .filter(([name]) => readable.has(name))
    .map(([, value]) => ` ${value} `);
}

function titleOf(meta: string | null | undefined): string {
  return / ?title="([^"]*)"/.exec(meta ?? "")?.[1] ?? "";
}

import type * as Hast from "hast";
import type * as Mdast from "mdast";
import type { MdxJsxAttribute, MdxJsxFlowElement, MdxJsxTextElement } from "mdast-util-mdx-jsx";
import type { Message } from "../../i18n/message.ts";
import type { Problem } from "../problem.ts";

/** Markdown and HTML as trees; the plugins take their types from here, where alone these packages are named. */
export type MarkdownRoot = Mdast.Root;
export type MarkdownCode = Mdast.Code;
export type MarkdownNode = Mdast.RootContent;
export type MarkdownParent = Mdast.Parent;
export type HtmlRoot = Hast.Root;
export type HtmlElement = Hast.Element;
export type HtmlNodes = Hast.Nodes;
export type JsxElement = MdxJsxFlowElement | MdxJsxTextElement;

export function isJsxElement(node: Mdast.Nodes): node is JsxElement {
  return node.type === "mdxJsxFlowElement" || node.type === "mdxJsxTextElement";
}

/** The attributes as a plain object; those that are not plain strings are left out. */
export function stringAttributes(element: JsxElement): Record<string, string> {
  const pairs = element.attributes.flatMap((attribute) =>
    attribute.type === "mdxJsxAttribute" && typeof attribute.value === "string"
      ? [[attribute.name, attribute.value] as const]
      : [],
  );
  return Object.fromEntries(pairs);
}

/** An attribute with any plain value; what is not a string becomes an expression. */
export function attribute(name: string, value: string | number | string[]): MdxJsxAttribute {
  if (typeof value === "string") return { type: "mdxJsxAttribute", name, value };
  const literal = (item: string | number) => ({
    type: "Literal" as const,
    value: item,
    raw: JSON.stringify(item),
  });
  const expression = Array.isArray(value)
    ? { type: "ArrayExpression" as const, elements: value.map(literal) }
    : literal(value);
  return {
    type: "mdxJsxAttribute",
    name,
    value: {
      type: "mdxJsxAttributeValueExpression",
      value: JSON.stringify(value),
      data: {
        estree: {
          type: "Program",
          sourceType: "module",
          comments: [],
          body: [{ type: "ExpressionStatement", expression }],
        },
      },
    },
  };
}

/** A problem at a node's place in its file. */
export function problemAt(
  file: string,
  node: { position?: Mdast.Nodes["position"] },
  message: Message,
  remedy?: Message,
): Problem {
  const start = node.position?.start;
  return {
    file,
    ...(start && { line: start.line, column: start.column }),
    message,
    ...(remedy && { remedy }),
  };
}

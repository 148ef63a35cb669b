import { visit } from "unist-util-visit";
import { message } from "../../i18n/message.ts";
import type { Compilation } from "./compilation.ts";
import { authoredComponents, authoredElements } from "./components.ts";
import {
  isJsxElement,
  type JsxElement,
  type MarkdownRoot,
  problemAt,
  stringAttributes,
} from "./syntax-tree.ts";

const schemas = new Map(Object.entries(authoredComponents));
const code = ["mdxjsEsm", "mdxFlowExpression", "mdxTextExpression"];

/**
 * Content is data: imports and expressions are refused, so that a lesson cannot run code on the server,
 * and components are checked against the table of those that authors may use.
 */
export function remarkDataOnly(compilation: Compilation) {
  return (tree: MarkdownRoot) => {
    visit(tree, (node) => {
      if (code.includes(node.type)) refuseCode(compilation, node);
      else if (isJsxElement(node)) checkElement(compilation, node);
    });
  };
}

function refuseCode({ file, problems }: Compilation, node: { position?: MarkdownRoot["position"] }): void {
  problems.push(problemAt(file, node, message("content.mdx-code")));
}

function checkElement(compilation: Compilation, element: JsxElement): void {
  const { file, problems } = compilation;
  const name = element.name ?? "<>";
  const notPlain = element.attributes.some(
    (attribute) =>
      attribute.type === "mdxJsxExpressionAttribute" ||
      (typeof attribute.value === "object" && attribute.value !== null),
  );
  if (notPlain) {
    refuseCode(compilation, element);
    return;
  }
  if (authoredElements.includes(name) && element.attributes.length === 0) return;
  const schema = schemas.get(name);
  if (!schema) {
    const known = [...schemas.keys(), ...authoredElements].join(", ");
    problems.push(problemAt(file, element, message("content.unknown-component", { name, known })));
    return;
  }
  const parsed = schema.safeParse(stringAttributes(element));
  for (const issue of parsed.error?.issues ?? []) {
    const key = issue.path.join(".") || name;
    const said = issue.code === "custom" ? issue.params?.said : undefined;
    const params = { name, key, problem: issue.message };
    problems.push(problemAt(file, element, said ?? message("content.component-props", params)));
  }
}

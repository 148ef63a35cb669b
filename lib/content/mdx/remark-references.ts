import { visit } from "unist-util-visit";
import { message } from "../../i18n/message.ts";
import type { Compilation } from "./compilation.ts";
import {
  attribute,
  isJsxElement,
  type JsxElement,
  type MarkdownRoot,
  problemAt,
  stringAttributes,
} from "./syntax-tree.ts";

/** Notes what the text refers to, and hands every `Term` its headword and definition. */
export function remarkReferences(compilation: Compilation) {
  const { references, codeBlocks, components } = compilation;
  return (tree: MarkdownRoot) => {
    visit(tree, (node) => {
      const line = node.position?.start.line ?? 1;
      if (node.type === "code")
        codeBlocks.push({ line, language: node.lang ?? "", text: node.value, meta: node.meta ?? "" });
      if (node.type === "link") references.links.push({ line, target: node.url });
      if (node.type === "image" || node.type === "imageReference") references.images.push({ line });
      if (!isJsxElement(node)) return;
      const { id = "", to = "", section, proof, exercise, check = "" } = stringAttributes(node);
      if (node.name === "ExerciseLink") references.exercises.push({ line, id });
      if (node.name === "LessonLink") references.lessons.push({ line, id: to, ...(section && { section }) });
      if (node.name === "Proven" && proof) references.proofs.push({ line, id: proof });
      if (node.name === "Proven" && exercise) references.checks.push({ line, exercise, check });
      if (node.name === "Term") explain(compilation, node, id);
      else if (node.name) components.push(node.name);
    });
  };
}

function explain({ file, glossary, locale, problems }: Compilation, element: JsxElement, id: string): void {
  const found = glossary.get(id);
  if (!found) {
    problems.push(problemAt(file, element, message("content.unknown-term", { id })));
    return;
  }
  element.attributes.push(
    attribute("term", found.term[locale]),
    attribute("definition", found.definition[locale]),
  );
  const { taughtIn } = found;
  if (!taughtIn) return;
  const section = taughtIn.section ? `#${taughtIn.section}` : "";
  element.attributes.push(attribute("href", `${taughtIn.session}/${taughtIn.lesson}${section}`));
}

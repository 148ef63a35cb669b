import { visit } from "unist-util-visit";
import { message } from "../../i18n/message.ts";
import { translate } from "../../i18n/translate.ts";
import { describeOutline, stepsOf } from "../diagrams/describe.ts";
import { type Drawing, drawingDirectory, readDrawing } from "../diagrams/drawing.ts";
import type { Compilation } from "./compilation.ts";
import {
  attribute,
  type JsxElement,
  type MarkdownCode,
  type MarkdownParent,
  type MarkdownRoot,
  problemAt,
} from "./syntax-tree.ts";

/** Puts the kept drawing in the place of every mermaid block, as a `Diagram`. */
export function remarkDiagrams(compilation: Compilation) {
  return async (tree: MarkdownRoot) => {
    const blocks: { node: MarkdownCode; parent: MarkdownParent }[] = [];
    visit(tree, "code", (node, _, parent) => {
      if (node.lang === "mermaid" && parent) blocks.push({ node, parent });
    });
    for (const [index, { node, parent }] of blocks.entries()) {
      const diagram = await diagramOf(compilation, node, index + 1);
      if (diagram) parent.children.splice(parent.children.indexOf(node), 1, diagram);
    }
  };
}

async function diagramOf(
  { file, locale, problems }: Compilation,
  node: MarkdownCode,
  number: number,
): Promise<JsxElement | undefined> {
  const { title, caption } = metaOf(node.meta ?? "");
  if (!title) {
    problems.push(problemAt(file, node, message("content.chart-title")));
    return undefined;
  }
  const drawing = await readDrawing(drawingDirectory(file), node.value);
  if (!drawing) {
    problems.push(
      problemAt(file, node, message("content.diagram-missing"), message("content.draw-diagrams")),
    );
    return undefined;
  }
  const id = `diagram-${number}`;
  const description = describeOutline(drawing.outline).map((sentence) => translate(sentence, locale));
  return {
    type: "mdxJsxFlowElement",
    name: "Diagram",
    children: [],
    attributes: [
      attribute("id", id),
      attribute("title", title),
      ...(caption ? [attribute("caption", caption)] : []),
      attribute("svg", labelled(drawing, id, title, description)),
      attribute("width", drawing.width),
      attribute("height", drawing.height),
      attribute("kind", drawing.outline.kind),
      attribute("description", description),
      attribute(
        "targets",
        stepsOf(drawing.outline).map(({ target }) => target),
      ),
      attribute("source", node.value),
    ],
  };
}

/** Gives the drawing ids of this place, so that it may stand on a page twice, and a name and a description. */
function labelled(drawing: Drawing, id: string, title: string, description: string[]): string {
  return drawing.svg
    .trim()
    .replaceAll(`dg-${drawing.hash}`, id)
    .replace("<svg ", `<svg role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" `)
    .replace(
      />/,
      `><title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description.join(" "))}</desc>`,
    );
}

/** `title="…" caption="…"` after the language of the fence. */
function metaOf(meta: string): Record<string, string> {
  return Object.fromEntries([...meta.matchAll(/(\w+)="([^"]*)"/g)].map((found) => [found[1], found[2]]));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

import { Children, isValidElement, type ReactNode } from "react";
import type { LessonComponents } from "../../lib/content/mdx/components.ts";

/** What a screen is for; everything but text has one to itself. */
export type ScreenKind =
  | "title"
  | "text"
  | "aside"
  | "list"
  | "code"
  | "table"
  | "diagram"
  | "claim"
  | "question"
  | "exercise"
  | "stack";

/** One top-level element of a lesson. */
export type Block = {
  kind: ScreenKind | "heading";
  /** What is drawn; of a heading what stands in it. */
  node: ReactNode;
  /** What it says, as plain text. */
  words: string;
  /** About how many lines of a screen it takes, of running text. */
  lines: number;
  /** Of a heading. */
  depth?: 2 | 3;
  id?: string;
  /** Of the way to an exercise: its id. */
  exercise?: string;
};

const kinds: Partial<Record<keyof LessonComponents, Block["kind"]>> = {
  h2: "heading",
  h3: "heading",
  Callout: "aside",
  Cards: "list",
  Steps: "list",
  Tree: "list",
  Figure: "table",
  table: "table",
  pre: "code",
  AnnotatedCode: "code",
  Diagram: "diagram",
  Proven: "claim",
  Question: "question",
  Prompt: "question",
  ExerciseLink: "exercise",
  YourStack: "stack",
};

type ElementProps = { children?: ReactNode; id?: string };

/** Says of each element of a lesson (`mdxElements`) what it is, by the component that it is drawn with. */
export function blocksOf(elements: ReactNode[], components: LessonComponents): Block[] {
  const names = new Map<unknown, keyof LessonComponents>();
  for (const name of Object.keys(components) as (keyof LessonComponents)[]) names.set(components[name], name);
  return elements.flatMap((node) => {
    if (!isValidElement<ElementProps>(node)) return [];
    const name = names.get(node.type);
    const kind = (name && kinds[name]) ?? "text";
    const words = wordsOf(node).replace(/\s+/g, " ").trim();
    const block: Block = { kind, node, words, lines: linesOf(node) };
    if (kind === "heading") {
      return { ...block, node: node.props.children, depth: name === "h3" ? 3 : 2, id: node.props.id };
    }
    return kind === "exercise" ? { ...block, exercise: node.props.id } : block;
  });
}

function wordsOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(wordsOf).join("");
  return isValidElement<ElementProps>(node) ? wordsOf(node.props.children) : "";
}

/** A line holds so many Hangul syllables, or twice as many letters. */
const lineWidth = 36;

function linesOf(node: ReactNode): number {
  if (isValidElement<ElementProps>(node) && (node.type === "ul" || node.type === "ol")) {
    return Children.toArray(node.props.children).reduce<number>((sum, item) => sum + linesOfText(item), 0);
  }
  return linesOfText(node);
}

function linesOfText(node: ReactNode): number {
  const words = wordsOf(node).trim();
  const hangul = words.match(/[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7ff]/g)?.length ?? 0;
  return words === "" ? 0 : Math.ceil((hangul + (words.length - hangul) / 2) / lineWidth);
}

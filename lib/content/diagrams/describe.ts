import { type Message, message } from "../../i18n/message.ts";
import type { Flowchart, Outline, Sequence } from "./outline.ts";

/** One thing that a diagram says, and the parts of the drawing that say it. */
export type Step = { say: Message; target: StepTarget };

/**
 * `item:3` is the fourth message or note of a sequence, `edge:a:b`, `node:a` and `group:g` are those of a flowchart;
 * the beginning of a loop has nothing of its own: `none`.
 */
type StepTarget = "none" | `item:${number}` | `edge:${string}:${string}` | `${"node" | "group"}:${string}`;

/** A diagram in words, a sentence each: for those who do not see it, and for those who would rather read. */
export function describeOutline(outline: Outline): Message[] {
  return [summaryOf(outline), ...stepsOf(outline).map(({ say }) => say)];
}

/** What a diagram says, one thing after the other. */
export function stepsOf(outline: Outline): Step[] {
  return outline.kind === "flowchart" ? flowchartSteps(outline) : sequenceSteps(outline);
}

function summaryOf(outline: Outline): Message {
  if (outline.kind === "flowchart") {
    const { nodes, edges } = outline;
    return message("content.describe-flowchart", { nodes: nodes.length, edges: edges.length });
  }
  const actors = outline.actors.map((actor) => actor.label).join(", ");
  return message("content.describe-sequence", { actors, steps: outline.steps.length });
}

function flowchartSteps({ nodes, groups, edges }: Flowchart): Step[] {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  const mentioned = new Set([
    ...edges.flatMap((edge) => [edge.from, edge.to]),
    ...groups.flatMap((group) => group.members),
  ]);
  return [
    ...groups.map(({ id, label, members }): Step => {
      const inside = members.map(labelOf).join(", ");
      return {
        say: message("content.describe-group", { group: label, members: inside }),
        target: `group:${id}`,
      };
    }),
    ...edges.map(({ from, to, label, dotted }): Step => {
      const code = `content.describe-edge${dotted ? "-dotted" : ""}${label ? "-labelled" : ""}` as const;
      const params = { from: labelOf(from), to: labelOf(to), ...(label && { label }) };
      return { say: message(code, params), target: `edge:${from}:${to}` };
    }),
    ...nodes
      .filter((node) => !mentioned.has(node.id))
      .map(
        ({ id, label }): Step => ({
          say: message("content.describe-alone", { node: label }),
          target: `node:${id}`,
        }),
      ),
  ];
}

function sequenceSteps({ actors, steps }: Sequence): Step[] {
  const labels = new Map(actors.map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  let items = 0;
  return steps.map((step, index) => ({
    say: sayStep(step, index + 1, labelOf),
    target: step.type === "block" ? "none" : `item:${items++}`,
  }));
}

function sayStep(step: Sequence["steps"][number], number: number, labelOf: (id: string) => string): Message {
  const { text } = step;
  if (step.type === "note")
    return message("content.describe-note", { number, over: step.over.map(labelOf).join(", "), text });
  if (step.type === "block")
    return message(`content.describe-${step.what === "loop" ? "loop" : "choice"}`, { number, text });
  const from = labelOf(step.from);
  if (step.from === step.to) return message("content.describe-self", { number, from, text });
  const kind = step.answer ? "answer" : "message";
  return message(`content.describe-${kind}`, { number, from, to: labelOf(step.to), text });
}

import { type Message, message } from "../../i18n/message.ts";
import type { Flowchart, Outline, Sequence } from "./outline.ts";

/** A diagram in words, a sentence each: for those who do not see it, and for those who would rather read. */
export function describeOutline(outline: Outline): Message[] {
  return outline.kind === "flowchart" ? describeFlowchart(outline) : describeSequence(outline);
}

function describeFlowchart({ nodes, groups, edges }: Flowchart): Message[] {
  const labels = new Map([...nodes, ...groups].map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  const mentioned = new Set([
    ...edges.flatMap((edge) => [edge.from, edge.to]),
    ...groups.flatMap((group) => group.members),
  ]);
  return [
    message("content.describe-flowchart", { nodes: nodes.length, edges: edges.length }),
    ...groups.map(({ label, members }) =>
      message("content.describe-group", { group: label, members: members.map(labelOf).join(", ") }),
    ),
    ...edges.map(({ from, to, label, dotted }) =>
      message(`content.describe-edge${dotted ? "-dotted" : ""}${label ? "-labelled" : ""}`, {
        from: labelOf(from),
        to: labelOf(to),
        ...(label && { label }),
      }),
    ),
    ...nodes
      .filter((node) => !mentioned.has(node.id))
      .map((node) => message("content.describe-alone", { node: node.label })),
  ];
}

function describeSequence({ actors, steps }: Sequence): Message[] {
  const labels = new Map(actors.map(({ id, label }) => [id, label]));
  const labelOf = (id: string) => labels.get(id) ?? id;
  return [
    message("content.describe-sequence", {
      actors: actors.map((actor) => actor.label).join(", "),
      steps: steps.length,
    }),
    ...steps.map((step, index) => {
      const number = index + 1;
      const { text } = step;
      if (step.type === "note")
        return message("content.describe-note", { number, over: step.over.map(labelOf).join(", "), text });
      if (step.type === "block")
        return message(`content.describe-${step.what === "loop" ? "loop" : "choice"}`, { number, text });
      const from = labelOf(step.from);
      if (step.from === step.to) return message("content.describe-self", { number, from, text });
      const kind = step.answer ? "answer" : "message";
      return message(`content.describe-${kind}`, { number, from, to: labelOf(step.to), text });
    }),
  ];
}

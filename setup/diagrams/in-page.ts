// Runs in the browser, in a page that setup/diagrams/browser.ts serves.
import type { Mermaid, MermaidConfig } from "mermaid";
import { dressDrawing } from "../../lib/content/diagrams/dress.ts";
import type { DrawingData, Outline } from "../../lib/content/diagrams/outline.ts";
import { mermaidConfig } from "../../lib/content/diagrams/theme.ts";

export type DrawRequest = { id: string; chart: string };

type Drawn = DrawingData & { svg: string };

declare global {
  interface Window {
    mermaid: Mermaid;
    draw(request: DrawRequest): Promise<Drawn>;
  }
}

window.draw = async ({ id, chart }) => {
  window.mermaid.initialize(structuredClone(mermaidConfig) as unknown as MermaidConfig);
  const outline = await outlineOf(chart);
  const { svg: source } = await window.mermaid.render(id, chart);
  document.body.innerHTML = source;
  const svg = document.querySelector("svg");
  if (!svg) throw new Error("mermaid drew nothing");
  return { ...dressDrawing(svg, id), outline };
};

async function outlineOf(chart: string): Promise<Outline> {
  const diagram = await window.mermaid.mermaidAPI.getDiagramFromText(chart);
  if (diagram.type.startsWith("flowchart")) return flowchartOutline(diagram.db as unknown as FlowchartData);
  if (diagram.type === "sequence") return sequenceOutline(diagram.db as unknown as SequenceData);
  throw new Error(
    `a ${diagram.type} chart has no text alternative yet; use a flowchart or a sequence diagram`,
  );
}

// The parts of mermaid's own data that the outline is made from; mermaid does not export these types.
type FlowchartData = {
  getVertices(): Map<string, { id: string; text?: string }>;
  getEdges(): { start: string; end: string; text?: string; stroke?: string }[];
  getSubGraphs(): { id: string; title: string; nodes: string[] }[];
};

function flowchartOutline(data: FlowchartData): Outline {
  const groups = data.getSubGraphs();
  const isGroup = new Set(groups.map((group) => group.id));
  return {
    kind: "flowchart",
    nodes: [...data.getVertices().values()]
      .filter((node) => !isGroup.has(node.id))
      .map((node) => ({ id: node.id, label: plain(node.text ?? node.id) })),
    groups: groups.map((group) => ({ id: group.id, label: plain(group.title), members: group.nodes })),
    edges: data
      .getEdges()
      .filter((edge) => edge.stroke !== "invisible")
      .map((edge) => ({
        from: edge.start,
        to: edge.end,
        label: plain(edge.text ?? ""),
        dotted: edge.stroke === "dotted",
      })),
  };
}

type SequenceData = {
  LINETYPE: Record<string, number>;
  getActors(): Map<string, { name: string; description: string }>;
  getMessages(): { from?: string; to?: string; message?: unknown; type: number }[];
};

function sequenceOutline(data: SequenceData): Outline {
  const named = new Map(Object.entries(data.LINETYPE).map(([name, number]) => [number, name]));
  const steps: Extract<Outline, { kind: "sequence" }>["steps"] = [];
  for (const { from, to, message, type } of data.getMessages()) {
    const name = named.get(type) ?? "";
    const text = plain(typeof message === "string" ? message : "");
    if (name === "NOTE")
      steps.push({
        type: "note",
        over: [...new Set([from, to])].filter((actor) => actor !== undefined),
        text,
      });
    else if (/^(LOOP|ALT|OPT|PAR|CRITICAL|BREAK)_(START|ELSE|AND|OPTION)$/.test(name))
      steps.push({ type: "block", what: (name.split("_")[0] ?? "").toLowerCase(), text });
    else if (from !== undefined && to !== undefined && text !== "")
      steps.push({ type: "message", from, to, text, answer: name.startsWith("DOTTED") });
  }
  return {
    kind: "sequence",
    actors: [...data.getActors().values()].map((actor) => ({
      id: actor.name,
      label: plain(actor.description),
    })),
    steps,
  };
}

function plain(label: string): string {
  return label
    .replaceAll(/<br\s*\/?>/gi, " ")
    .replaceAll(/[`*]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

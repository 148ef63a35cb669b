// Runs in the browser, in a page that setup/diagrams/browser.ts serves. No imports but types: it is served by itself.
import type { Mermaid, MermaidConfig } from "mermaid";
import type { DrawingData, Outline } from "../../lib/content/diagrams/outline.ts";

export type DrawRequest = {
  id: string;
  chart: string;
  config: MermaidConfig;
  /** Variable name by the colour that stands for it. */
  sentinels: Record<string, string>;
  /** Variables for fill, border and text by the class of a node. */
  emphases: Record<string, readonly [string, string, string]>;
};

type Drawn = DrawingData & { svg: string };

declare global {
  interface Window {
    mermaid: Mermaid;
    draw(request: DrawRequest): Promise<Drawn>;
  }
}

const elements = new Set(
  "svg g path rect circle ellipse line polyline polygon text tspan defs marker style".split(" "),
);
const attributes = new Set(
  (
    "id class style d x y x1 x2 y1 y2 cx cy r rx ry dx dy width height points transform viewBox xmlns " +
    "fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin fill-opacity opacity " +
    "marker-start marker-mid marker-end markerWidth markerHeight markerUnits orient refX refY " +
    "text-anchor dominant-baseline alignment-baseline font-size font-weight font-family font-style " +
    "preserveAspectRatio data-id data-et data-type"
  ).split(" "),
);

window.draw = async (request) => {
  window.mermaid.initialize(request.config);
  const outline = await outlineOf(request.chart);
  const { svg: source } = await window.mermaid.render(request.id, request.chart);
  document.body.innerHTML = source;
  const svg = document.querySelector("svg");
  if (!svg) throw new Error("mermaid drew nothing");
  clean(svg);
  shortenLifelines(svg);
  const { width, height } = frame(svg);
  dropUnusedRules(svg, request.id);
  prefixIds(svg, request.id);
  dropUnusedMarkers(svg);
  emphasise(svg, request);
  const text = themed(new XMLSerializer().serializeToString(svg), request.sentinels);
  return { svg: text, width, height, outline };
};

/** Takes the view box from what is really drawn, with a small margin, so that nothing is cut off. */
function frame(svg: SVGSVGElement): { width: number; height: number } {
  const box = svg.getBBox();
  const margin = 6;
  const width = Math.ceil(box.width + 2 * margin);
  const height = Math.ceil(box.height + 2 * margin);
  svg.setAttribute(
    "viewBox",
    `${Math.floor(box.x - margin)} ${Math.floor(box.y - margin)} ${width} ${height}`,
  );
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  return { width, height };
}

/** Without the actors' second boxes mermaid draws their lines 2000 px long; they end below the last step. */
function shortenLifelines(svg: SVGSVGElement): void {
  const lines = [...svg.querySelectorAll<SVGLineElement>(".actor-line")];
  for (const line of lines) line.setAttribute("y2", line.getAttribute("y1") ?? "0");
  const box = svg.getBBox();
  for (const line of lines) line.setAttribute("y2", String(Math.ceil(box.y + box.height + 14)));
}

function dropUnusedMarkers(svg: SVGSVGElement): void {
  const markup = svg.innerHTML;
  for (const marker of svg.querySelectorAll("marker, defs > [id]")) {
    if (!markup.includes(`url(#${marker.id})`)) marker.remove();
  }
  for (const empty of svg.querySelectorAll("defs:empty, g:empty")) empty.remove();
}

/** Keeps only known shapes and attributes: no script, no link, no picture from elsewhere, no HTML. */
function clean(svg: SVGSVGElement): void {
  svg.removeAttribute("style");
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    if (!elements.has(element.tagName)) {
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const ownColour = (name === "fill" || name === "stroke") && value.startsWith("#");
      if (!attributes.has(name) || ownColour) element.removeAttribute(name);
    }
    if (element instanceof SVGElement) tidyStyle(element);
  }
  for (const empty of svg.querySelectorAll("rect:not([width]), text:not(:has(tspan:not(:empty))):has(tspan)"))
    empty.remove();
  for (const row of svg.querySelectorAll(".text-outer-tspan")) joinWords(row);
  for (const text of svg.querySelectorAll("text")) spaceRows([...text.querySelectorAll(".text-outer-tspan")]);
  for (const box of svg.querySelectorAll(".node > rect, .cluster > rect, .note")) box.setAttribute("rx", "5");
}

/** Mermaid sets rows 1.1 em apart, too tight for Hangul. The room that its boxes leave is enough for 1.25 em. */
function spaceRows(rows: Element[]): void {
  if (rows.length < 2) return;
  const up = ((rows.length - 1) * (1.25 - 1.1)) / 2;
  for (const [index, row] of rows.entries())
    row.setAttribute("y", `${(index * 1.25 - 0.1 - up).toFixed(3)}em`);
}

/** Mermaid sets every word apart; words of the ordinary face can stand together. */
function joinWords(row: Element): void {
  const words = [...row.children];
  const ordinary = words.every(
    (word) => word.getAttribute("font-weight") === "normal" && word.getAttribute("font-style") === "normal",
  );
  if (ordinary) row.textContent = words.map((word) => word.textContent).join("");
}

/** The face and the colours come from the page, through the style sheet. */
function tidyStyle(element: SVGElement): void {
  for (const property of ["font-family", "font-size", "fill", "stroke", "text-align", "color"])
    element.style.removeProperty(property);
  if (element.getAttribute("style")?.replaceAll(/[;\s]/g, "") === "") element.removeAttribute("style");
}

/** Mermaid writes rules for every diagram kind; only those that meet an element are kept. */
function dropUnusedRules(svg: SVGSVGElement, id: string): void {
  for (const style of svg.querySelectorAll("style")) {
    const rules = [...(style.sheet?.cssRules ?? [])].filter(
      (rule) => rule instanceof CSSStyleRule && svg.parentElement?.querySelector(rule.selectorText),
    );
    style.textContent = rules.map((rule) => rule.cssText).join("\n");
  }
  if (svg.id !== id) throw new Error(`the drawing is named ${svg.id}, not ${id}`);
}

function prefixIds(svg: SVGSVGElement, id: string): void {
  for (const element of svg.querySelectorAll("[id]")) {
    if (!element.id.startsWith(id)) element.id = `${id}-${element.id}`;
  }
  const known = new Set([...svg.querySelectorAll("[id]")].map((element) => element.id));
  for (const element of svg.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const target = /^url\((?:.*#|["']?#)([^"')]+)["']?\)$/.exec(value)?.[1];
      if (target === undefined) continue;
      const own = known.has(target) ? target : `${id}-${target}`;
      element.setAttribute(name, `url(#${own})`);
    }
  }
}

function emphasise(svg: SVGSVGElement, { id, emphases }: DrawRequest): void {
  const rules = Object.entries(emphases)
    .filter(([name]) => svg.querySelector(`.${name}`))
    .flatMap(([name, [fill, border, text]]) => [
      `#${id} .${name} :is(rect, path, circle, polygon, ellipse) { fill: var(--dg-${fill}) !important; stroke: var(--dg-${border}) !important; }`,
      `#${id} .${name} :is(text, tspan) { fill: var(--dg-${text}) !important; }`,
    ]);
  const own = [
    `#${id} .edgeLabel rect { opacity: 1; }`,
    `#${id} line.actor-line { stroke-width: 1px; stroke-dasharray: 3 4; }`,
    // What is said stands on lifelines now and then.
    `#${id} :is(.messageText, .loopText) { paint-order: stroke; stroke: var(--dg-label); stroke-width: 6px; stroke-linejoin: round; }`,
    `#${id} .cluster-label text, #${id} text.actor { font-weight: 600; }`,
  ];
  const style = svg.querySelector("style");
  if (style) style.textContent += `\n${[...own, ...rules].join("\n")}`;
}

function themed(svg: string, sentinels: Record<string, string>): string {
  let text = svg;
  for (const [colour, variable] of Object.entries(sentinels)) {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    const forms = [
      colour,
      `rgb\\(${red}, ?${green}, ?${blue}\\)`,
      `rgba\\(${red}, ?${green}, ?${blue}, ?[0-9.]+\\)`,
    ];
    text = text.replaceAll(new RegExp(forms.join("|"), "gi"), `var(--dg-${variable})`);
  }
  return text
    .replaceAll(/(\d+\.\d{2})\d+/g, "$1")
    .replaceAll(/font-family: ?[^;}]+/g, "font-family: var(--dg-font, inherit)");
}

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

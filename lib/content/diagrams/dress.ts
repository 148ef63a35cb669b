import { emphases, sentinels } from "./theme.ts";

/** A drawing fit for the site's pages: only plain shapes, and every colour a variable of the page (theme.ts). */
export type Dressed = { svg: string; width: number; height: number };

/**
 * Makes one of ours out of what mermaid has drawn. Runs in a browser; the drawing must stand in the document, since
 * it is measured. `id` is the name that mermaid was given for it.
 */
export function dressDrawing(svg: SVGSVGElement, id: string): Dressed {
  clean(svg);
  shortenLifelines(svg);
  const { width, height } = frame(svg);
  dropUnusedRules(svg, id);
  prefixIds(svg, id);
  dropUnusedMarkers(svg);
  emphasise(svg, id);
  return { svg: themed(new XMLSerializer().serializeToString(svg)), width, height };
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

function emphasise(svg: SVGSVGElement, id: string): void {
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

function themed(svg: string): string {
  let text = svg;
  for (const [variable, colour] of Object.entries(sentinels)) {
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

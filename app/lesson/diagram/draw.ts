import type { MermaidConfig } from "mermaid";
import { dressDrawing } from "../../../lib/content/diagrams/dress.ts";
import { mermaidConfig } from "../../../lib/content/diagrams/theme.ts";

/**
 * Draws a chart as the lessons' own are drawn. What comes back holds only plain shapes (`dressDrawing`), so it may
 * be put into the page. Throws mermaid's error for a text that it cannot read.
 */
export async function drawChart(chart: string): Promise<string> {
  const { default: mermaid } = await import("mermaid");
  mermaid.initialize(structuredClone(mermaidConfig) as unknown as MermaidConfig);
  const id = `drawn-${crypto.randomUUID()}`;
  // Measured where it has room and nobody sees it.
  const stage = document.createElement("div");
  stage.setAttribute("aria-hidden", "true");
  stage.style.cssText = "position: fixed; left: -9999px; top: 0; width: 4000px; visibility: hidden";
  document.body.append(stage);
  try {
    const { svg: source } = await mermaid.render(id, chart, stage);
    stage.innerHTML = source;
    const svg = stage.querySelector("svg");
    if (!svg) throw new Error("mermaid drew nothing");
    return dressDrawing(svg, id).svg;
  } finally {
    stage.remove();
  }
}

import type { Box, Edge, NodeBox } from "./drawing.ts";

type Line = Pick<Edge, "path" | "middle">;

/** From who depends to who is depended on: straight down to the next row, else around on the left. */
export function connect(nodes: NodeBox[], left: number): Edge[] {
  const edges: Edge[] = [];
  let lane = 0;
  for (const from of nodes) {
    for (const { service: name, condition } of from.service.dependsOn) {
      const to = nodes.find((node) => node.service.name === name);
      if (!to || to === from) continue;
      const next = to.row === from.row + 1;
      const line = next ? downTo(from, to) : aroundTo(from, to, left - 9 - (lane++ % 3) * 8);
      edges.push({ from: from.service.name, to: name, condition, ...line });
    }
  }
  return edges;
}

function downTo(from: Box, to: Box): Line {
  const start = { x: from.x + from.width / 2, y: from.y + from.height };
  const end = { x: to.x + to.width / 2, y: to.y - 2 };
  const half = (start.y + end.y) / 2;
  const path =
    start.x === end.x
      ? `M${start.x} ${start.y}V${end.y}`
      : `M${start.x} ${start.y}C${start.x} ${half} ${end.x} ${half} ${end.x} ${end.y}`;
  return { path, middle: { x: (start.x + end.x) / 2, y: half } };
}

function aroundTo(from: Box, to: Box, x: number): Line {
  const start = { x: from.x, y: from.y + from.height * 0.72 };
  const end = { x: to.x - 2, y: to.y + to.height * 0.72 };
  const turn = end.y > start.y ? 8 : -8;
  const path = `M${start.x} ${start.y}H${x + 8}Q${x} ${start.y} ${x} ${start.y + turn}V${end.y - turn}Q${x} ${end.y} ${x + 8} ${end.y}H${end.x}`;
  return { path, middle: { x, y: (start.y + end.y) / 2 } };
}

import type { Topology } from "../../../lib/compose/topology.ts";
import { type FrameBox, type NodeBox, sizes } from "./drawing.ts";

/** One frame over each unbroken run of rows that a network covers; frames that overlap differ in width. */
export function placeFrames(topology: Topology, nodes: NodeBox[], left: number, right: number): FrameBox[] {
  const { pad, step, label } = sizes.frame;
  const last = topology.networks.length - 1;
  return topology.networks.flatMap((network, index) => {
    const inside = (node: NodeBox) => node.service.networks.includes(network.name);
    const rows = [...new Set(nodes.filter(inside).map((node) => node.row))].sort((one, other) => one - other);
    return unbroken(rows).map((run) => {
      const covered = nodes.filter((node) => run.includes(node.row));
      const grow = pad + (last - index) * step;
      const top = Math.min(...covered.map((node) => node.y)) - label - 6 - ((last - index) * step) / 2;
      const labelRight = index % 2 === 1;
      const below = (labelRight ? label + 6 : 10) + (index * step) / 2;
      const bottom = Math.max(...covered.map((node) => node.y + node.height)) + below;
      return {
        network: network.name,
        internal: network.internal,
        external: network.external,
        labelRight,
        x: left - grow,
        y: top,
        width: right - left + 2 * grow,
        height: bottom - top,
      };
    });
  });
}

function unbroken(rows: number[]): number[][] {
  const runs: number[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run && run.at(-1) === row - 1) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

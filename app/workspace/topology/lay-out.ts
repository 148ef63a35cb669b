import type { Topology, TopologyService } from "../../../lib/compose/topology.ts";
import { keptMounts, placeData, placePorts } from "./chips.ts";
import { type Drawing, type NodeBox, sizes } from "./drawing.ts";
import { connect } from "./edges.ts";
import { placeFrames } from "./frames.ts";
import { rowsOf } from "./rows.ts";

/**
 * Places a stack the same way every time: who is depended on stands below who depends; services of one network
 * stand together, so that a network is one frame and a service of two networks lies where the frames overlap;
 * ports of the host are on the left, kept data on the right.
 */
export function layOut(topology: Topology): Drawing {
  const rows = rowsOf(topology);
  const columns = Math.max(1, ...rows.map((row) => row.length));
  const frameCount = topology.networks.length;
  const side = sizes.frame.pad + Math.max(0, frameCount - 1) * sizes.frame.step;
  const hasPorts = topology.services.some((service) => service.ports.length > 0);
  const hasData = topology.services.some((service) => keptMounts(service).length > 0);
  const left = (hasPorts ? sizes.rail.left : 8) + side;
  const nodes = placeNodes(rows, left, columns);
  const right = left + columns * sizes.node.width + (columns - 1) * sizes.gap.column;
  const frames = placeFrames(topology, nodes, left, right);
  const ports = placePorts(nodes);
  const data = placeData(nodes, right + side + 34);
  const bottoms = [...nodes, ...frames, ...ports.chips, ...data.chips].map((box) => box.y + box.height);
  return {
    width: right + side + (hasData ? sizes.rail.right + 34 : 8),
    height: Math.max(80, ...bottoms) + 8,
    frames,
    nodes,
    chips: [...ports.chips, ...data.chips],
    edges: connect(nodes, left),
    links: [...ports.links, ...data.links],
  };
}

function placeNodes(rows: TopologyService[][], left: number, columns: number): NodeBox[] {
  const { node, gap, frame } = sizes;
  const whole = columns * node.width + (columns - 1) * gap.column;
  let y = frame.label + frame.pad + 6;
  return rows.flatMap((row, index) => {
    const used = row.length * node.width + (row.length - 1) * gap.column;
    const chips = Math.max(
      ...row.map((service) => Math.max(keptMounts(service).length, service.ports.length)),
    );
    const height = Math.max(node.height, chips * (sizes.chip.height + sizes.chip.gap));
    const top = y + (height - node.height) / 2;
    y += height + gap.row;
    return row.map((service, column) => ({
      service,
      row: index,
      x: left + (whole - used) / 2 + column * (node.width + gap.column),
      y: top,
      width: node.width,
      height: node.height,
    }));
  });
}

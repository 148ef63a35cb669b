import type { Topology, TopologyService } from "../../../lib/compose/topology.ts";

/** Sizes of the drawing in its own units; the view box scales them to the panel. */
const sizes = {
  node: { width: 184, height: 62 },
  chip: { height: 26, gap: 6 },
  rail: { left: 92, right: 150 },
  gap: { row: 60, column: 26 },
  frame: { pad: 16, step: 11, label: 20 },
};

type Box = { x: number; y: number; width: number; height: number };
export type NodeBox = Box & { service: TopologyService; row: number };
type FrameBox = Box & { network: string; internal: boolean; external: boolean; labelRight: boolean };
type ChipBox = Box & { kind: "port" | "volume" | "bind"; text: string };
export type Edge = {
  from: string;
  to: string;
  path: string;
  middle: { x: number; y: number };
  condition: string;
};
type Link = { service: string; path: string; kind: ChipBox["kind"] };

export type Drawing = {
  width: number;
  height: number;
  frames: FrameBox[];
  nodes: NodeBox[];
  chips: ChipBox[];
  edges: Edge[];
  links: Link[];
};

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

/** How far a service stands below those that depend on it. A cycle counts each service once. */
function levelsOf(services: TopologyService[]): Map<string, number> {
  const dependents = (name: string) =>
    services.filter((service) => service.dependsOn.some((dependency) => dependency.service === name));
  const levels = new Map<string, number>();
  const level = (name: string, path: string[]): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    if (path.includes(name)) return 0;
    const above = dependents(name).map((service) => level(service.name, [...path, name]) + 1);
    const own = Math.max(0, ...above);
    levels.set(name, own);
    return own;
  };
  for (const service of services) level(service.name, []);
  return levels;
}

/** Services in rows: ordered by their networks, then by who depends on whom; siblings of a large stack share a row. */
function rowsOf({ services, networks }: Topology): TopologyService[][] {
  const levels = levelsOf(services);
  const mean = (numbers: number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
  const heights = networks.map(({ name }) => {
    const members = services.filter((service) => service.networks.includes(name));
    return { name, height: mean(members.map((service) => levels.get(service.name) ?? 0)) };
  });
  const order = heights.toSorted((one, other) => one.height - other.height).map(({ name }) => name);
  const place = (service: TopologyService) => mean(service.networks.map((name) => order.indexOf(name)));
  const sorted = services.toSorted(
    (one, other) => place(one) - place(other) || (levels.get(one.name) ?? 0) - (levels.get(other.name) ?? 0),
  );
  if (services.length < 5) return sorted.map((service) => [service]);
  const rows: TopologyService[][] = [];
  for (const service of sorted) {
    const row = rows.at(-1);
    const first = row?.[0];
    const siblings =
      first && place(first) === place(service) && levels.get(first.name) === levels.get(service.name);
    if (row && siblings && row.length < 2) row.push(service);
    else rows.push([service]);
  }
  return rows;
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

/** One frame over each unbroken run of rows that a network covers; frames that overlap differ in width. */
function placeFrames(topology: Topology, nodes: NodeBox[], left: number, right: number): FrameBox[] {
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

function placePorts(nodes: NodeBox[]): { chips: ChipBox[]; links: Link[] } {
  const { chip, rail } = sizes;
  const chips: ChipBox[] = [];
  const links: Link[] = [];
  for (const node of nodes) {
    node.service.ports.forEach((port, index) => {
      const y = centred(node, node.service.ports.length, index);
      chips.push({
        kind: "port",
        text: `:${port.host ?? "…"}`,
        x: 8,
        y,
        width: rail.left - 26,
        height: chip.height,
      });
      links.push({
        service: node.service.name,
        kind: "port",
        path: `M${rail.left - 18} ${y + 13}H${node.x}`,
      });
    });
  }
  return { chips, links };
}

/** Volumes and files of the host, each drawn once beside the first service that mounts it. */
function placeData(nodes: NodeBox[], x: number): { chips: ChipBox[]; links: Link[] } {
  const chips: ChipBox[] = [];
  const links: Link[] = [];
  for (const node of nodes) {
    const fresh = keptMounts(node.service).filter(
      (mount) => !chips.some((chip) => chip.kind === mount.kind && chip.text === mount.text),
    );
    fresh.forEach((mount, index) => {
      const y = centred(node, fresh.length, index);
      chips.push({ ...mount, x, y, width: sizes.rail.right - 14, height: sizes.chip.height });
    });
    for (const mount of keptMounts(node.service)) {
      const chip = chips.find((known) => known.kind === mount.kind && known.text === mount.text);
      if (chip) links.push({ service: node.service.name, kind: mount.kind, path: linkTo(node, chip) });
    }
  }
  return { chips, links };
}

function linkTo(node: NodeBox, chip: ChipBox): string {
  const from = { x: node.x + node.width, y: node.y + node.height / 2 };
  const to = { x: chip.x, y: chip.y + chip.height / 2 };
  if (Math.abs(from.y - to.y) < node.height / 2) return `M${from.x} ${to.y}H${to.x}`;
  return `M${from.x} ${from.y}C${to.x} ${from.y} ${from.x + 20} ${to.y} ${to.x} ${to.y}`;
}

function centred(node: Box, count: number, index: number): number {
  const { height, gap } = sizes.chip;
  const whole = count * height + (count - 1) * gap;
  return node.y + (node.height - whole) / 2 + index * (height + gap);
}

/** What a service keeps or brings in from outside its container. */
function keptMounts(service: TopologyService): { kind: "volume" | "bind"; text: string }[] {
  const named = service.mounts.flatMap(({ kind, source }) =>
    source && (kind === "volume" || kind === "bind") ? [{ kind, text: source }] : [],
  );
  return named.filter(
    (mount, index) => named.findIndex((one) => one.kind === mount.kind && one.text === mount.text) === index,
  );
}

/** From who depends to who is depended on: straight down to the next row, else around on the left. */
function connect(nodes: NodeBox[], left: number): Edge[] {
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

type Line = Pick<Edge, "path" | "middle">;

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

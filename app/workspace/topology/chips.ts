import type { TopologyService } from "../../../lib/compose/topology.ts";
import { type Box, type ChipBox, type Link, type NodeBox, sizes } from "./drawing.ts";

export function placePorts(nodes: NodeBox[]): { chips: ChipBox[]; links: Link[] } {
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
export function placeData(nodes: NodeBox[], x: number): { chips: ChipBox[]; links: Link[] } {
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
export function keptMounts(service: TopologyService): { kind: "volume" | "bind"; text: string }[] {
  const named = service.mounts.flatMap(({ kind, source }) =>
    source && (kind === "volume" || kind === "bind") ? [{ kind, text: source }] : [],
  );
  return named.filter(
    (mount, index) => named.findIndex((one) => one.kind === mount.kind && one.text === mount.text) === index,
  );
}

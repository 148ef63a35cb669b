import type { TopologyService } from "../../../lib/compose/topology.ts";

/** Sizes of the drawing in its own units; the view box scales them to the panel. */
export const sizes = {
  node: { width: 184, height: 62 },
  chip: { height: 26, gap: 6 },
  rail: { left: 92, right: 150 },
  gap: { row: 60, column: 26 },
  frame: { pad: 16, step: 11, label: 20 },
};

export type Box = { x: number; y: number; width: number; height: number };
export type NodeBox = Box & { service: TopologyService; row: number };
export type FrameBox = Box & { network: string; internal: boolean; external: boolean; labelRight: boolean };
export type ChipBox = Box & { kind: "port" | "volume" | "bind"; text: string };
export type Edge = {
  from: string;
  to: string;
  path: string;
  middle: { x: number; y: number };
  condition: string;
};
export type Link = { service: string; path: string; kind: ChipBox["kind"] };

export type Drawing = {
  width: number;
  height: number;
  frames: FrameBox[];
  nodes: NodeBox[];
  chips: ChipBox[];
  edges: Edge[];
  links: Link[];
};

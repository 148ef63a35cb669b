"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Topology } from "../../../lib/compose/topology.ts";
import { type RunState, serviceState } from "../run/run-state.ts";
import { conditionHolds } from "./condition-holds.ts";
import type { Drawing } from "./drawing.ts";
import { EdgeLine } from "./edge-line.tsx";
import { layOut } from "./lay-out.ts";
import { ServiceBox } from "./service-box.tsx";
import { shorten } from "./shorten.ts";

type TopologyViewProps = {
  topology: Topology;
  /** Present while a run is shown: the drawing then tells what is, not only what is declared. */
  run?: RunState;
  selected?: string;
  /** Without it, nothing can be opened. */
  onSelect?: (service: string) => void;
};

/** The student's own file as a picture: networks are frames, services boxes, dependencies arrows. */
export function TopologyView({ topology, run, selected, onSelect }: TopologyViewProps) {
  const t = useTranslations("topology");
  const drawing = useMemo(() => layOut(topology), [topology]);
  return (
    <figure className="topology-figure">
      <svg
        className="topology"
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        style={{
          maxWidth: drawing.width * 1.15,
          minWidth: Math.min(drawing.width, 270),
          // As high as the panel bears, as long as it can be read.
          maxHeight: `max(100cqh - 4rem, ${Math.round(drawing.height * 0.65)}px)`,
        }}
      >
        <title>
          {t("label", { services: topology.services.length, networks: topology.networks.length })}
        </title>
        <defs>
          <marker
            id="topology-arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path d="M1 1 7 4 1 7" fill="none" stroke="context-stroke" strokeWidth="1.4" />
          </marker>
        </defs>
        <Frames drawing={drawing} />
        {drawing.links.map((link) => (
          <path key={`${link.service}${link.path}`} className="topology-link" d={link.path} />
        ))}
        <Chips drawing={drawing} />
        {drawing.edges.map((edge) => (
          <EdgeLine
            key={`${edge.from} ${edge.to}`}
            edge={edge}
            holds={run && conditionHolds(edge, run.containers)}
            live={run !== undefined}
          />
        ))}
        {drawing.nodes.map((node) => (
          <ServiceBox
            key={node.service.name}
            node={node}
            containers={run?.containers.filter(({ service }) => service === node.service.name)}
            state={run && serviceState(run.containers, node.service.name)}
            selected={selected === node.service.name}
            onSelect={onSelect}
          />
        ))}
      </svg>
    </figure>
  );
}

function Frames({ drawing }: { drawing: Drawing }) {
  const t = useTranslations("topology");
  return drawing.frames.map((frame) => {
    const kind = frame.internal ? t("internal") : frame.external ? t("external") : "";
    return (
      <g
        key={`${frame.network} ${frame.y}`}
        className="topology-frame"
        data-internal={frame.internal || undefined}
      >
        <rect x={frame.x} y={frame.y} width={frame.width} height={frame.height} rx="7" />
        <text
          x={frame.labelRight ? frame.x + frame.width - 10 : frame.x + 10}
          y={frame.labelRight ? frame.y + frame.height - 9 : frame.y + 16}
          textAnchor={frame.labelRight ? "end" : "start"}
        >
          {frame.network}
          {kind && <tspan className="topology-frame-kind"> {kind}</tspan>}
        </text>
      </g>
    );
  });
}

function Chips({ drawing }: { drawing: Drawing }) {
  return drawing.chips.map((chip) => (
    <g key={`${chip.kind} ${chip.text} ${chip.y}`} className="topology-chip" data-kind={chip.kind}>
      {chip.kind === "volume" ? (
        <path d={cylinder(chip)} />
      ) : (
        <rect x={chip.x} y={chip.y} width={chip.width} height={chip.height} rx="3" />
      )}
      <text
        x={chip.kind === "port" ? chip.x + chip.width / 2 : chip.x + 12}
        y={chip.y + chip.height / 2 + 4}
        textAnchor={chip.kind === "port" ? "middle" : "start"}
      >
        {shorten(chip.text, chip.kind === "port" ? 11 : 18)}
        <title>{chip.text}</title>
      </text>
    </g>
  ));
}

function cylinder({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const end = x + width;
  const foot = y + height;
  return `M${x + 5} ${y}H${end - 5}a5 ${height / 2} 0 0 1 0 ${height}H${x + 5}a5 ${height / 2} 0 0 1 0 ${-height}M${end - 5} ${y}a5 ${height / 2} 0 0 0 0 ${height}M${end - 5} ${foot}`;
}

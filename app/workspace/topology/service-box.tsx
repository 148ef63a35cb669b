import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { StateMark } from "../../components/state-mark.tsx";
import { containerMark } from "../run/container-mark.ts";
import type { ContainerRun, ContainerState } from "../run/run-state.ts";
import type { NodeBox } from "./drawing.ts";
import { shorten } from "./shorten.ts";

type ServiceBoxProps = {
  node: NodeBox;
  /** Absent while no run is shown. */
  containers?: ContainerRun[];
  state?: ContainerState;
  selected: boolean;
  /** Without it, it is a picture and no button. */
  onSelect?: (service: string) => void;
};

const mostMarks = 6;

/** One service: its name and image; replicas as boxes behind; while it runs, one mark per container. */
export function ServiceBox({ node, containers, state, selected, onSelect }: ServiceBoxProps) {
  const t = useTranslations("topology");
  const { service, x, y, width, height } = node;
  const behind = Math.min(service.replicas, 3) - 1;
  const label = [
    service.name,
    t("replicas", { count: service.replicas }),
    containers ? t(`state.${state ?? "absent"}`) : "",
  ].filter(Boolean);
  return (
    <g className="topology-node" data-state={containers ? (state ?? "absent") : "declared"}>
      {Array.from({ length: behind }, (_, index) => behind - index).map((depth) => (
        <rect
          key={depth}
          className="topology-behind"
          x={x + depth * 4}
          y={y - depth * 4}
          width={width}
          height={height}
          rx="5"
        />
      ))}
      {/* The words stand beside the button, not in it: its name says more than they do. */}
      <g
        {...(onSelect ? asButton(() => onSelect(service.name), selected) : { role: "img" })}
        aria-label={label.join(", ")}
      >
        <rect className="topology-box" x={x} y={y} width={width} height={height} rx="5" />
        <title>{label.join(", ")}</title>
      </g>
      <text className="topology-name" x={x + 13} y={y + 25}>
        {shorten(service.name, 17)}
        {service.replicas !== 1 && <tspan className="topology-count"> ×{service.replicas}</tspan>}
      </text>
      <text className="topology-image" x={x + 13} y={y + 45}>
        {shorten(service.image || (service.build ? `build: ${service.build}` : "—"), 24)}
      </text>
      {containers && (
        <g transform={`translate(${x + width - 13} ${y + 13})`}>
          {containers
            .filter((container) => container.state !== "removed")
            .slice(0, mostMarks)
            .map((container, index) => (
              <g key={container.name} transform={`translate(${-14 - index * 17} 0)`}>
                <StateMark state={containerMark(container)} size={14} />
              </g>
            ))}
        </g>
      )}
    </g>
  );
}

/** An SVG has no button element. */
function asButton(select: () => void, selected: boolean) {
  return {
    role: "button",
    tabIndex: 0,
    "aria-pressed": selected,
    onClick: select,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      select();
    },
  };
}

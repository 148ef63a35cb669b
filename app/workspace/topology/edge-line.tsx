import { useTranslations } from "next-intl";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import type { Edge } from "./drawing.ts";

const conditionMarks: Partial<Record<string, MarkState>> = {
  service_healthy: "good",
  service_completed_successfully: "ended",
};

/** An arrow to what a service waits for, with the mark of the state that it waits for. */
export function EdgeLine({ edge, holds, live }: { edge: Edge; holds: boolean | undefined; live: boolean }) {
  const t = useTranslations("topology");
  const state = live ? (holds ? "holds" : "waits") : "declared";
  const known = ["service_started", "service_healthy", "service_completed_successfully"] as const;
  const condition = known.find((name) => name === edge.condition) ?? "service_started";
  return (
    <g className="topology-edge" data-state={state}>
      <path d={edge.path} markerEnd="url(#topology-arrow)">
        <title>{t(`condition.${condition}`, { from: edge.from, to: edge.to })}</title>
      </path>
      <circle cx={edge.middle.x} cy={edge.middle.y} r="10" />
      <g transform={`translate(${edge.middle.x - 6.5} ${edge.middle.y - 6.5})`}>
        <StateMark state={conditionMarks[edge.condition] ?? "started"} size={13} />
      </g>
    </g>
  );
}

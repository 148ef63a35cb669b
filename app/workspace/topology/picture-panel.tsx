"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { composeModel } from "../../../lib/compose/model.ts";
import { type Topology, topology } from "../../../lib/compose/topology.ts";
import type { SourceRange, WorkspaceFile } from "../../../lib/compose/types.ts";
import type { RunState } from "../run/run-state.ts";
import { Legend } from "./legend.tsx";
import { ServiceDetails } from "./service-details.tsx";
import { TopologyView } from "./topology-view.tsx";

type PicturePanelProps = {
  /** The stack as the editor has it now. */
  declared: Topology | undefined;
  stale: boolean;
  /** The files of the attempt that is shown: a run is drawn over what was sent, not over what was typed since. */
  runFiles: WorkspaceFile[];
  run: RunState | undefined;
  attemptId: string | undefined;
  /** The containers of the learner's sandbox, while there is one. */
  liveRun: RunState | undefined;
  /** What can be opened of a service in the sandbox. */
  serviceTools: ((service: string) => ReactNode) | undefined;
  onGoTo: (range: SourceRange) => void;
};

type Side = "declared" | "observed" | "live";

/** The stack as a picture: as the file declares it, or as a run observed it. */
export function PicturePanel(props: PicturePanelProps) {
  const { declared, stale, runFiles, run, attemptId, liveRun, serviceTools, onGoTo } = props;
  const t = useTranslations("topology");
  const [chosen, setSide] = useState<Side>("declared");
  const side = chosen === "live" && !liveRun ? "declared" : chosen;
  const sides: Side[] = liveRun ? ["declared", "live", "observed"] : ["declared", "observed"];
  const drawn = { declared: undefined, observed: run, live: liveRun }[side];
  const [selected, setSelected] = useState<string>();
  const phase = run?.phase;

  // A run that begins is what everybody wants to see; one found in the past waits until it is asked for.
  useEffect(() => {
    if (attemptId && phase === "running") setSide("observed");
  }, [attemptId, phase]);

  // So is what comes up in the sandbox.
  const isUp = (liveRun?.containers.length ?? 0) > 0;
  useEffect(() => {
    if (isUp) setSide("live");
  }, [isUp]);

  const sent = useMemo(() => {
    const model = composeModel(runFiles);
    return model && topology(model);
  }, [runFiles]);
  const shown = side === "observed" ? (sent ?? declared) : declared;
  const service = shown?.services.find(({ name }) => name === selected);

  return (
    <>
      <header className="panel-head">
        <h2>{t("title")}</h2>
        <fieldset className="segmented segmented-words" aria-label={t("sides")}>
          {sides.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={side === name}
              disabled={name === "observed" && run === undefined}
              title={t(`${name}Title`)}
              onClick={() => setSide(name)}
            >
              {t(name)}
            </button>
          ))}
        </fieldset>
      </header>
      <div className="panel-body picture" data-stale={(side !== "observed" && stale) || undefined}>
        {side !== "observed" && stale && <p className="picture-note">{t("stale")}</p>}
        {shown && shown.services.length > 0 ? (
          <>
            <TopologyView
              topology={shown}
              run={drawn}
              selected={selected}
              onSelect={(name) => setSelected(name === selected ? undefined : name)}
            />
            {service && (
              <ServiceDetails
                key={service.name}
                service={service}
                run={drawn}
                tools={serviceTools?.(service.name)}
                onGoTo={onGoTo}
                onClose={() => setSelected(undefined)}
              />
            )}
            <Legend live={drawn !== undefined} />
          </>
        ) : (
          <p className="picture-empty">{t("empty")}</p>
        )}
      </div>
    </>
  );
}

"use client";

import { ChevronDownIcon, ChevronUpIcon, PauseIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { IconButton } from "../../components/icon-button.tsx";
import { loadAgain } from "../../components/load-again.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import { hasShell, type LivePhase, livePhase } from "./live-phase.ts";
import type { PreviewPlace } from "./preview/preview-panel.tsx";
import { PauseQuestion } from "./states/pause-question.tsx";
import type { TerminalTabs } from "./terminal/use-terminal-tabs.ts";
import type { Live } from "./use-live.ts";

export type LiveMode = "terminal" | "preview";

type LivePanelProps = {
  live: Live;
  terminals: TerminalTabs;
  mode: LiveMode;
  onMode: (mode: LiveMode) => void;
  /** Absent where the panel is a tab of its own. */
  fold?: { isFolded: boolean; onFold: (folded: boolean) => void };
};

// The terminal is heavy: it comes when there is a shell to show.
const TerminalPanel = dynamic(
  () => loadAgain(() => import("./terminal/terminal-panel.tsx")).then((module) => module.TerminalPanel),
  { ssr: false },
);
const PreviewPanel = dynamic(
  () => loadAgain(() => import("./preview/preview-panel.tsx")).then((module) => module.PreviewPanel),
  { ssr: false },
);
const LiveStates = dynamic(
  () => loadAgain(() => import("./states/live-states.tsx")).then((module) => module.LiveStates),
  { ssr: false },
);

/** The learner's own sandbox: its terminals and what its ports answer, or how it stands. */
export function LivePanel({ live, terminals, mode, onMode, fold }: LivePanelProps) {
  const t = useTranslations("live");
  const [place, setPlace] = useState<PreviewPlace>();
  const [isPreviewed, setPreviewed] = useState(false);
  const [isPausing, setPausing] = useState(false);
  const pauseButton = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const phase = livePhase(live);
  const isFolded = fold?.isFolded ?? false;
  const show = (shown: LiveMode) => {
    if (shown === "preview") setPreviewed(true);
    onMode(shown);
    fold?.onFold(false);
  };
  return (
    <section
      ref={panel}
      tabIndex={-1}
      className="panel live-panel"
      aria-label={t("title")}
      data-folded={isFolded || undefined}
    >
      <header className="panel-head live-head">
        <fieldset className="segmented segmented-words" aria-label={t("modes")}>
          {(["terminal", "preview"] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={!isFolded && mode === name}
              onClick={() => show(name)}
            >
              {t(`mode.${name}`)}
              {name === "preview" && live.ports.length > 0 && (
                <span className="count">{live.ports.length}</span>
              )}
            </button>
          ))}
        </fieldset>
        <StatusLine phase={phase} />
        <div className="live-tools">
          {phase === "ready" && (
            <IconButton
              ref={pauseButton}
              disabled={live.asking !== undefined}
              label={t("pause")}
              title={t("pauseTitle")}
              onClick={() => {
                setPausing(true);
                fold?.onFold(false);
              }}
            >
              <PauseIcon size={15} aria-hidden />
            </IconButton>
          )}
          {fold && (
            <IconButton
              aria-expanded={!isFolded}
              label={t(isFolded ? "unfold" : "fold")}
              onClick={() => fold.onFold(!isFolded)}
            >
              {isFolded ? <ChevronUpIcon size={17} aria-hidden /> : <ChevronDownIcon size={17} aria-hidden />}
            </IconButton>
          )}
        </div>
      </header>
      <Body isFolded={isFolded}>
        {isPausing && phase === "ready" && (
          <PauseQuestion
            live={live}
            onDone={(isPaused) => {
              setPausing(false);
              // The button goes with the sandbox.
              (isPaused ? panel : pauseButton).current?.focus();
            }}
          />
        )}
        {hasShell(phase) ? (
          <>
            <TerminalPanel
              live={live}
              terminals={terminals}
              isShown={mode === "terminal" && !isFolded}
              onLocalLink={(port, path) => {
                setPlace({ port, path });
                show("preview");
              }}
            />
            {(mode === "preview" || isPreviewed) && (
              <PreviewPanel
                live={live}
                isShown={mode === "preview" && !isFolded}
                place={place}
                onPlace={setPlace}
              />
            )}
          </>
        ) : (
          !isFolded && <LiveStates live={live} phase={phase} />
        )}
      </Body>
    </section>
  );
}

/** Folded, the terminals go on unseen. */
function Body({ isFolded, children }: { isFolded: boolean; children: ReactNode }) {
  return (
    <div className="live-body" hidden={isFolded}>
      {children}
    </div>
  );
}

const marks: Record<LivePhase, MarkState> = {
  unknown: "none",
  off: "none",
  unavailable: "warn",
  starting: "started",
  preparing: "started",
  connecting: "started",
  ready: "good",
  reconnecting: "waiting",
  paused: "ended",
  ended: "ended",
};

function StatusLine({ phase }: { phase: LivePhase }) {
  const t = useTranslations("live");
  return (
    <p className="live-status" role="status">
      <StateMark state={marks[phase]} size={14} />
      {t(`phase.${phase}`)}
    </p>
  );
}

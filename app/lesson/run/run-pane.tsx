"use client";

import { RotateCwIcon, SquareIcon, XIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type CSSProperties, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Locale, Message } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import { livePhase } from "../../workspace/live/live-phase.ts";
import type { TerminalLink } from "../../workspace/live/terminal/terminal-link.ts";
import { TerminalView } from "../../workspace/live/terminal/terminal-view.tsx";
import { useScreenReaderMode } from "../../workspace/live/terminal/use-screen-reader-mode.ts";
import { RichText } from "../../workspace/results/rich-text.tsx";
import { Elapsed } from "../../workspace/run/elapsed.tsx";
import { outputColumns } from "./output-columns.ts";
import {
  type BlockState,
  notRunBefore,
  type RunSession,
  type RunSnapshot,
  stoppedCode,
} from "./run-session.ts";

type RunPaneProps = { block: string; fails: boolean; session: RunSession };

/** What came of running a block: how it stands, and its output. Nothing before the first run. */
export function RunPane(props: RunPaneProps) {
  const { block, session } = props;
  const snapshot = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  const state = snapshot.blocks.get(block);
  return state ? <KnownRun {...props} state={state} snapshot={snapshot} /> : null;
}

function KnownRun({
  block,
  fails,
  session,
  state,
  snapshot,
}: RunPaneProps & { state: BlockState; snapshot: RunSnapshot }) {
  const t = useTranslations("runs");
  const link = useRef<TerminalLink>(undefined);
  const pane = useRef<HTMLElement>(null);
  const { terminal, refusal, askedAt } = state;
  const missing = notRunBefore(block, snapshot.blocks);
  // What has just been asked for is shown, also where the sandbox's strip would lie on it.
  useEffect(() => {
    if (askedAt !== undefined) pane.current?.scrollIntoView({ block: "nearest" });
  }, [askedAt]);
  const isRunning = askedAt === undefined && terminal?.exitCode === null;
  return (
    <section ref={pane} className="run-pane" aria-label={t("output")}>
      <header className="run-head">
        <p role="status">
          <Status state={state} fails={fails} snapshot={snapshot} />
        </p>
        <div className="run-tools">
          {isRunning && (
            <button type="button" className="code-copy" onClick={() => link.current?.type("\x03")}>
              <SquareIcon size={12} aria-hidden />
              {t("stop")}
            </button>
          )}
          {snapshot.busy !== block && (
            <>
              <button
                type="button"
                className="code-copy"
                disabled={snapshot.busy !== undefined}
                onClick={() => void session.run(block, outputColumns(pane.current))}
              >
                <RotateCwIcon size={13} aria-hidden />
                {t("again")}
              </button>
              <button
                type="button"
                className="code-copy"
                title={t("hide")}
                aria-label={t("hide")}
                onClick={() => {
                  link.current?.end();
                  session.forget(block);
                }}
              >
                <XIcon size={14} aria-hidden />
              </button>
            </>
          )}
        </div>
      </header>
      {state.edited && state.edited.length > 0 && (
        <p className="run-note">
          <StateMark state="started" size={14} />
          <span>{t("edited", { files: state.edited.join(", ") })}</span>
        </p>
      )}
      {state.replaced.length > 0 && (
        <p className="run-note">
          <StateMark state="warn" size={14} />
          <span>{t("replaced", { files: state.replaced.join(", ") })}</span>
        </p>
      )}
      {refusal && <Refusal {...refusal} />}
      {isFailed(state, fails) && missing.length > 0 && (
        <p className="run-note">
          <span>{t("missing")}</span>
          <button
            type="button"
            className="button"
            data-size="small"
            disabled={snapshot.busy !== undefined}
            onClick={() => void session.runAll([...missing, block], outputColumns(pane.current))}
          >
            {t("runMissing", { count: missing.length + 1 })}
          </button>
        </p>
      )}
      {terminal && (
        <Output
          key={`${terminal.startedAt}`}
          session={session}
          terminal={terminal}
          onLink={(opened) => {
            link.current = opened;
          }}
        />
      )}
    </section>
  );
}

function Output({
  session,
  terminal,
  onLink,
}: {
  session: RunSession;
  terminal: NonNullable<BlockState["terminal"]>;
  onLink: (link: TerminalLink | undefined) => void;
}) {
  const t = useTranslations("runs");
  const [screenReaderMode] = useScreenReaderMode();
  const [{ written, row }, setHeights] = useState({ written: 0, row: 0 });
  const height = written + (terminal.exitCode === null ? row : 0);
  return (
    // The terminal keeps its size, so that what is drawn over lines above stays right; less of it is seen.
    <div className="run-output" style={{ "--written": `${Math.ceil(height)}px` } as CSSProperties}>
      <TerminalView
        api={session.live.api}
        terminal={terminal}
        label={t("output")}
        isShown
        takesFocus={false}
        screenReaderMode={screenReaderMode}
        isFinding={false}
        onFinding={() => {}}
        onTitle={() => {}}
        onLink={onLink}
        onAddress={(address) => window.open(address, "_blank", "noopener")}
        onAgain={() => {}}
        onClose={() => {}}
        onWritten={setHeights}
      />
    </div>
  );
}

function isFailed({ terminal, askedAt, isLost }: BlockState, fails: boolean): boolean {
  const code = terminal?.exitCode ?? 0;
  return code !== 0 && code !== stoppedCode && askedAt === undefined && !isLost && !fails;
}

/** One line: what goes on, or how it ended. */
function Status({ state, fails, snapshot }: { state: BlockState; fails: boolean; snapshot: RunSnapshot }) {
  const t = useTranslations("runs");
  const { terminal, refusal, askedAt, isLost } = state;
  if (refusal) return <Line mark="warn" words={t("notBegun")} />;
  if (askedAt !== undefined) {
    const phase = livePhase(snapshot.live);
    const isPreparing = phase !== "ready" && phase !== "reconnecting";
    return (
      <Line mark="started" words={t(isPreparing ? "preparing" : "beginning")} time={{ since: askedAt }} />
    );
  }
  if (!terminal) return null;
  const since = terminal.startedAt + snapshot.live.clockOffset;
  const until = terminal.endedAt === null ? undefined : terminal.endedAt + snapshot.live.clockOffset;
  if (isLost) return <Line mark="ended" words={t("lost")} />;
  if (terminal.exitCode === null) return <Line mark="started" words={t("running")} time={{ since }} />;
  const isGood = (terminal.exitCode === 0) !== fails;
  const words =
    terminal.exitCode === stoppedCode ? "stopped" : isGood ? (fails ? "failedAsMeant" : "done") : "failed";
  const mark: MarkState = words === "stopped" ? "ended" : isGood ? "good" : "bad";
  return <Line mark={mark} words={t(words, { code: terminal.exitCode })} time={{ since, until }} />;
}

function Line({
  mark,
  words,
  time,
}: {
  mark: MarkState;
  words: string;
  time?: { since: number; until?: number };
}) {
  return (
    <>
      <StateMark state={mark} size={14} />
      <span>{words}</span>
      {time && (
        // Seen, not said: a screen reader would hear every second.
        <span aria-hidden className="run-time">
          <Elapsed {...time} />
        </span>
      )}
    </>
  );
}

function Refusal({ error, remedy }: { error?: Message; remedy?: Message }) {
  const t = useTranslations("runs");
  const locale = useLocale() as Locale;
  return (
    <p className="run-note" role="alert">
      <span>
        <RichText text={error ? translate(error, locale) : t("away")} />{" "}
        {remedy && <RichText text={translate(remedy, locale)} />} {t("readOn")}
      </span>
    </p>
  );
}

"use client";

import { SquareTerminalIcon, Trash2Icon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import type { ContainerView } from "../../../lib/live/protocol.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import { livePhase } from "../../workspace/live/live-phase.ts";
import type { LiveSnapshot } from "../../workspace/live/live-store.ts";
import { TerminalView } from "../../workspace/live/terminal/terminal-view.tsx";
import { useScreenReaderMode } from "../../workspace/live/terminal/use-screen-reader-mode.ts";
import type { RunSession } from "./run-session.ts";

const shell = {
  id: "shell",
  kind: "shell",
  target: null,
  startedAt: 0,
  endedAt: null,
  exitCode: null,
} as const;

/** At the foot of the window while the lesson has a sandbox: what runs in it, a shell, and the way to be rid of it. */
export function SandboxStrip({ session }: { session: RunSession }) {
  const { live } = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  const [isOpen, setOpen] = useState(false);
  const [shells, setShells] = useState(0);
  const [screenReaderMode] = useScreenReaderMode();
  const t = useTranslations("runs");
  const phase = livePhase(live);
  if (phase === "ended") return <Ended session={session} live={live} />;
  if (phase !== "ready" && phase !== "reconnecting") return null;
  return (
    <section className="sandbox-strip" aria-label={t("sandbox")}>
      {isOpen && (
        <div className="sandbox-shell">
          <TerminalView
            key={shells}
            api={session.live.api}
            terminal={{ ...shell, id: `shell-${shells}` }}
            label={t("shellLabel")}
            isShown
            takesFocus
            screenReaderMode={screenReaderMode}
            isFinding={false}
            onFinding={() => {}}
            onTitle={() => {}}
            onLink={() => {}}
            onAddress={(address) => window.open(address, "_blank", "noopener")}
            onAgain={() => setShells(shells + 1)}
            onClose={() => setOpen(false)}
          />
        </div>
      )}
      <Warning session={session} live={live} />
      <div className="sandbox-line">
        <Running containers={live.containers} />
        <div className="run-tools">
          <button type="button" className="code-copy" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <SquareTerminalIcon size={14} aria-hidden />
            {t(isOpen ? "closeShell" : "openShell")}
          </button>
          <button
            type="button"
            className="code-copy"
            title={t("clearTitle")}
            disabled={live.asking !== undefined}
            onClick={() => void session.clear()}
          >
            <Trash2Icon size={14} aria-hidden />
            {t(live.asking === "close" ? "clearing" : "clear")}
          </button>
        </div>
      </div>
    </section>
  );
}

function Running({ containers }: { containers: LiveSnapshot["containers"] }) {
  const t = useTranslations("runs");
  const count = containers.filter(({ state }) => state === "running").length;
  return (
    <div className="sandbox-containers">
      <p role="status">
        <strong>{t("sandbox")}</strong> {t("containers", { count, all: containers.length })}
      </p>
      <ul>
        {containers.map((container) => (
          <li key={container.name}>
            <StateMark state={markOf(container)} size={13} />
            <code>{container.name}</code>
            <span>{container.health ?? stateOf(container)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function stateOf({ state, exitCode }: ContainerView): string {
  return exitCode === null ? state : `${state} (${exitCode})`;
}

function markOf({ state, health, exitCode }: ContainerView): MarkState {
  if (state === "running") return health === "healthy" ? "good" : health === "unhealthy" ? "bad" : "started";
  if (state === "exited") return exitCode === 0 ? "ended" : "bad";
  return state === "restarting" ? "warn" : "created";
}

function Warning({ session, live }: { session: RunSession; live: LiveSnapshot }) {
  const t = useTranslations("runs");
  const warning = live.sandbox?.lifetime.warning;
  if (!warning && !live.sandbox?.draining) return null;
  return (
    <p className="sandbox-warning" role="alert">
      <StateMark state="waiting" size={14} />
      <span>{t(warning ? `warning.${warning}` : "draining")}</span>
      {warning && live.sandbox?.lifetime.extendable && (
        <button type="button" className="button" data-size="small" onClick={() => void session.live.extend()}>
          {t("extend")}
        </button>
      )}
    </p>
  );
}

/** Told until it is put away: what earlier blocks made is not there for the next. */
function Ended({ session, live }: { session: RunSession; live: LiveSnapshot }) {
  const t = useTranslations("runs");
  const [isRead, setRead] = useState(false);
  if (isRead || session.isCleared()) return null;
  return (
    <section className="sandbox-strip" aria-label={t("sandbox")}>
      <div className="sandbox-ended">
        <StateMark state="ended" size={14} />
        <p role="status">
          <strong>{t(`ended.${live.sandbox?.why ?? "closed"}`)}</strong> {t("endedText")}
        </p>
        <button
          type="button"
          className="code-copy"
          aria-label={t("understood")}
          onClick={() => setRead(true)}
        >
          <XIcon size={14} aria-hidden />
        </button>
      </div>
    </section>
  );
}

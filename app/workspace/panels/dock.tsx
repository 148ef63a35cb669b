"use client";

import { CloudOffIcon, PlayIcon, RotateCcwIcon, SendIcon, SquareIcon, StethoscopeIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { StateMark } from "../../components/state-mark.tsx";
import type { Purpose } from "../api.ts";
import type { SaveState } from "../draft/held.ts";
import { RichText } from "../results/rich-text.tsx";
import { Announcement } from "../run/announcement.tsx";
import { RunStatus } from "../run/run-status.tsx";
import type { AttemptsControl } from "../run/use-attempts.ts";
import type { Blocked } from "./blocked-by.ts";

type DockProps = {
  save: SaveState;
  attempts: AttemptsControl;
  /** Why nothing can be started now. */
  blocked: Blocked | undefined;
  stages: Record<string, string>;
  onStart: (purpose: Purpose) => void;
  onReset: () => void;
  /** Looks at the live stack; never an attempt. */
  onCheck: () => void;
  onShowResults: () => void;
};

const purposes = [
  { purpose: "run", Icon: PlayIcon },
  { purpose: "submit", Icon: SendIcon },
] as const;

/** Always at the foot of the workspace: whether all is saved, what goes on, and what can be done. */
export function Dock({
  save,
  attempts,
  blocked,
  stages,
  onStart,
  onReset,
  onCheck,
  onShowResults,
}: DockProps) {
  const t = useTranslations("dock");
  const c = useTranslations("checks");
  const { running, runningFeed, shown, starting } = attempts;
  const mayStart = !blocked && !running && !starting;
  return (
    <footer className="dock">
      <div className="dock-state">
        <Saved save={save} />
        <Announcement attempts={attempts} stages={stages} />
        <ProblemLine attempts={attempts} />
        {running && runningFeed && (
          <button
            type="button"
            className="dock-run"
            onClick={() => {
              if (running.id !== shown?.id) void attempts.show(running.id);
              onShowResults();
            }}
          >
            <RunStatus feed={runningFeed} stages={stages} />
          </button>
        )}
      </div>
      {blocked && (
        <p id="dock-why" className="dock-why" role="status">
          <StateMark state="warn" size={14} />
          {t(`blocked.${blocked}`)}
        </p>
      )}
      <div className="dock-actions">
        <button type="button" className="button" data-kind="quiet" title={t("resetTitle")} onClick={onReset}>
          <RotateCcwIcon size={16} aria-hidden />
          <span className="dock-reset">{t("reset")}</span>
        </button>
        <button type="button" className="button dock-action" onClick={onCheck}>
          <StethoscopeIcon size={17} aria-hidden />
          <span>
            {c("check")}
            <small>{c("checkNote")}</small>
          </span>
        </button>
        {purposes.map(({ purpose, Icon }) => (
          <ActionButton
            key={purpose}
            purpose={purpose}
            icon={<Icon size={17} aria-hidden />}
            attempts={attempts}
            disabled={!mayStart}
            why={blocked ? "dock-why" : undefined}
            onStart={onStart}
          />
        ))}
      </div>
    </footer>
  );
}

type ActionButtonProps = {
  purpose: Purpose;
  icon: ReactNode;
  attempts: AttemptsControl;
  disabled: boolean;
  /** The id of the text that says why it is disabled. */
  why: string | undefined;
  onStart: (purpose: Purpose) => void;
};

/** Run or Submit; while its own attempt goes on, the same place cancels it. Nothing else moves. */
function ActionButton({ purpose, icon, attempts, disabled, why, onStart }: ActionButtonProps) {
  const t = useTranslations("dock");
  const { running, cancelling } = attempts;
  const own = running?.purpose === purpose;
  const note = (isOwn: boolean, waits: boolean) =>
    isOwn ? t("cancelNote") : t(waits ? "afterThis" : `${purpose}Note`);
  return (
    <button
      type="button"
      className="button dock-action"
      data-kind={purpose === "submit" && !own ? "primary" : undefined}
      disabled={own ? cancelling : disabled}
      aria-describedby={why}
      onClick={() => (own ? void attempts.cancel() : onStart(purpose))}
    >
      {own ? <SquareIcon size={16} aria-hidden /> : icon}
      <span>
        {own ? (cancelling ? t("cancelling") : t("cancel")) : t(purpose)}
        <small>{note(own, running !== undefined)}</small>
      </span>
    </button>
  );
}

function Saved({ save }: { save: SaveState }) {
  const t = useTranslations("dock");
  const troubled = save === "away" || save === "refused" || save === "conflict";
  return (
    <p className="dock-saved" data-troubled={troubled || undefined}>
      {troubled ? (
        <CloudOffIcon size={15} aria-hidden />
      ) : (
        <StateMark state={save === "saved" ? "good" : "started"} size={13} />
      )}
      {/* That every pause in typing was saved need not be heard; that it was not must be. */}
      <span role="status">{troubled && t(`save.${save}`)}</span>
      {!troubled && t(`save.${save}`)}
    </p>
  );
}

function ProblemLine({ attempts }: { attempts: AttemptsControl }) {
  const t = useTranslations("dock");
  const locale = useLocale() as Locale;
  const { problem } = attempts;
  if (!problem) return null;
  const { reason, remedy } = problem.kind === "refused" ? problem.refusal : {};
  return (
    <p className="dock-problem" role="alert">
      <StateMark state="warn" size={14} />
      <span>
        <RichText text={reason ? translate(reason, locale) : t("away")} />{" "}
        {remedy && <RichText text={translate(remedy, locale)} />}
      </span>
    </p>
  );
}

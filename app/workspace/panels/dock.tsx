"use client";

import { CloudOffIcon, PlayIcon, RotateCcwIcon, SendIcon, SquareIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { StateMark } from "../../components/state-mark.tsx";
import type { Purpose } from "../api.ts";
import type { SaveState } from "../draft/use-draft.ts";
import { RichText } from "../results/rich-text.tsx";
import { RunStatus } from "../run/run-status.tsx";
import type { AttemptsControl } from "../run/use-attempts.ts";

type DockProps = {
  save: SaveState;
  attempts: AttemptsControl;
  canRun: boolean;
  stages: Record<string, string>;
  onStart: (purpose: Purpose) => void;
  onReset: () => void;
  onShowResults: () => void;
};

const purposes = [
  { purpose: "run", Icon: PlayIcon },
  { purpose: "submit", Icon: SendIcon },
] as const;

/** Always at the foot of the workspace: whether all is saved, what goes on, and what can be done. */
export function Dock({ save, attempts, canRun, stages, onStart, onReset, onShowResults }: DockProps) {
  const t = useTranslations("dock");
  const { running, runningFeed, shown, starting } = attempts;
  const mayStart = canRun && !running && !starting;
  return (
    <footer className="dock">
      <div className="dock-state">
        <Saved save={save} />
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
      <div className="dock-actions">
        <button
          type="button"
          className="button"
          data-kind="quiet"
          title={t("resetTitle")}
          onClick={() => {
            if (window.confirm(t("resetConfirm"))) onReset();
          }}
        >
          <RotateCcwIcon size={16} aria-hidden />
          <span className="dock-reset">{t("reset")}</span>
        </button>
        {purposes.map(({ purpose, Icon }) => (
          <ActionButton
            key={purpose}
            purpose={purpose}
            icon={<Icon size={17} aria-hidden />}
            attempts={attempts}
            disabled={!mayStart}
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
  onStart: (purpose: Purpose) => void;
};

/** Run or Submit; while its own attempt goes on, the same place cancels it. Nothing else moves. */
function ActionButton({ purpose, icon, attempts, disabled, onStart }: ActionButtonProps) {
  const t = useTranslations("dock");
  const { running, cancelling } = attempts;
  const own = running?.purpose === purpose;
  return (
    <button
      type="button"
      className="button dock-action"
      data-kind={purpose === "submit" && !own ? "primary" : undefined}
      disabled={own ? cancelling : disabled}
      onClick={() => (own ? void attempts.cancel() : onStart(purpose))}
    >
      {own ? <SquareIcon size={16} aria-hidden /> : icon}
      <span>
        {own ? (cancelling ? t("cancelling") : t("cancel")) : t(purpose)}
        <small>{own ? t("cancelNote") : t(`${purpose}Note`)}</small>
      </span>
    </button>
  );
}

function Saved({ save }: { save: SaveState }) {
  const t = useTranslations("dock");
  const troubled = save === "away" || save === "refused" || save === "conflict";
  return (
    <p className="dock-saved" data-troubled={troubled || undefined} role="status">
      {troubled ? (
        <CloudOffIcon size={15} aria-hidden />
      ) : (
        <StateMark state={save === "saved" ? "good" : "started"} size={13} />
      )}
      {t(`save.${save}`)}
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

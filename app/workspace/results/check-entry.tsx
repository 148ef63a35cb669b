"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { CheckResult } from "../../../lib/grading/result.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { StateMark } from "../../components/state-mark.tsx";
import { ScrollBox } from "../../lesson/scroll-box.tsx";
import type { ExerciseView } from "../exercise-view.ts";
import { checkMark } from "./check-mark.ts";
import { OwnCommand } from "./own-command.tsx";
import type { Place } from "./place.ts";
import { RichText } from "./rich-text.tsx";
import { useReadersZone } from "./use-readers-zone.ts";
import { withTitles } from "./with-titles.ts";

type CheckEntryProps = {
  exercise: ExerciseView;
  check: CheckResult;
  onGoTo: (place: Place) => void;
  open?: boolean;
};

/** One check: what was proven or is wrong, the line it is about, the hint, and the evidence. */
export function CheckEntry({ exercise, check, onGoTo, open = false }: CheckEntryProps) {
  const t = useTranslations("verdict");
  const locale = useLocale() as Locale;
  const hint = check.hint?.[locale];
  return (
    <div className="check" data-status={check.status}>
      <StateMark state={checkMark(check.status)} size={16} label={t(`status.${check.status}`)} />
      <div className="min-w-0">
        {check.status === "skipped" && <p>{aimOf(exercise, check.id)}</p>}
        <p className="check-message">
          <RichText text={translate(withTitles(check.message, exercise), locale)} />
          <span className="check-points">{t("points", { won: check.points, of: check.maxPoints })}</span>
        </p>
        {check.location && <LocationLink location={check.location} onGoTo={onGoTo} />}
        {hint && (
          <p className="check-hint">
            <strong>{t("hint")}</strong> <RichText text={hint} />
          </p>
        )}
        {check.hintAfter !== undefined && (
          <p className="check-hint-locked">{t("hintAfter", { count: check.hintAfter })}</p>
        )}
        {check.evidence.length > 0 && <EvidenceList evidence={check.evidence} open={open} />}
      </div>
    </div>
  );
}

/** What would have been looked at: that it was not says nothing of what it is. */
function aimOf({ tasks }: ExerciseView, id: string): string | undefined {
  return tasks.flatMap(({ checks }) => checks).find((check) => check.id === id)?.aim;
}

function LocationLink({ location, onGoTo }: { location: Place; onGoTo: (place: Place) => void }) {
  const t = useTranslations("editor");
  return (
    <p>
      <button type="button" className="place-link" onClick={() => onGoTo(location)}>
        {t("place", { file: location.file, line: location.line })}
      </button>
    </p>
  );
}

function EvidenceList({ evidence, open }: { evidence: CheckResult["evidence"]; open: boolean }) {
  const t = useTranslations("verdict");
  const format = useFormatter();
  const timeZone = useReadersZone();
  return (
    <details className="evidence" open={open}>
      <summary>{t("evidence", { count: evidence.length })}</summary>
      <ol>
        {evidence.map(({ what, answer, at }) => (
          <li key={`${at} ${what}`}>
            <p className="evidence-what">
              <code>{what}</code>
              <time dateTime={at}>{format.dateTime(new Date(at), { timeStyle: "medium", timeZone })}</time>
            </p>
            <ScrollBox label={what} className="output">
              <pre>{answer}</pre>
            </ScrollBox>
            <OwnCommand what={what} />
          </li>
        ))}
      </ol>
    </details>
  );
}

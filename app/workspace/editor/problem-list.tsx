"use client";

import { useTranslations } from "next-intl";
import type { Diagnostic } from "../../../lib/compose/types.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";
import { RichText } from "../results/rich-text.tsx";

type ProblemListProps = {
  diagnostics: Diagnostic[];
  locale: Locale;
  onGoTo: (place: { file: string; line: number; column: number }) => void;
  onFix: (diagnostic: Diagnostic) => void;
};

const marks: Record<Diagnostic["severity"], MarkState> = { error: "bad", warning: "warn", info: "created" };
const order: Diagnostic["severity"][] = ["error", "warning", "info"];

/** Everything that the squiggles say, in words: for those who do not hover, and for those who cannot. */
export function ProblemList({ diagnostics, locale, onGoTo, onFix }: ProblemListProps) {
  const t = useTranslations("editor");
  const sorted = diagnostics.toSorted(
    (one, other) => order.indexOf(one.severity) - order.indexOf(other.severity),
  );
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (diagnostics.length === 0) {
    return (
      <p className="problems-none">
        <StateMark state="good" size={13} />
        {t("noProblems")}
      </p>
    );
  }
  return (
    <details className="problems">
      <summary>
        <StateMark state={errors > 0 ? "bad" : "warn"} size={13} />
        {t("problemSummary", { errors, others: diagnostics.length - errors })}
      </summary>
      <ul>
        {sorted.map((diagnostic) => {
          const { range, message, severity, fix } = diagnostic;
          const text = translate(message, locale);
          return (
            <li key={`${range.file}:${range.start.line}:${range.start.column}:${message.code}${text}`}>
              <StateMark state={marks[severity]} size={13} label={t(`severity.${severity}`)} />
              <span>
                <button
                  type="button"
                  className="place-link"
                  onClick={() => onGoTo({ file: range.file, ...range.start })}
                >
                  {t("place", { file: range.file, line: range.start.line })}
                </button>{" "}
                <RichText text={text} />{" "}
                {fix && (
                  <button type="button" className="text-link" onClick={() => onFix(diagnostic)}>
                    <RichText text={translate(fix.title, locale)} />
                  </button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

"use client";

import { useLocale, useTranslations } from "next-intl";
import type { CSSProperties } from "react";
import type { Locale } from "../../lib/i18n/message.ts";
import type { ClassView } from "./class-view.ts";
import { useClass } from "./use-class.ts";

/** How many of all learners began an exercise, were graded and passed, and where most are stuck; follows by itself. */
export function ClassPanel({ exercise, isShown }: { exercise: string; isShown: boolean }) {
  const t = useTranslations("presenter.class");
  const { view, problem } = useClass(exercise, isShown);
  return (
    <section className="class-panel" aria-label={t("title")}>
      {view && <Counts view={view} />}
      {!view && !problem && <p>{t("loading")}</p>}
      {problem && <p role="status">{t(problem)}</p>}
      <p className="class-whom">{t("whom")}</p>
    </section>
  );
}

function Counts({ view }: { view: ClassView }) {
  const t = useTranslations("presenter.class");
  const locale = useLocale() as Locale;
  if (view.begun === 0) return <p>{t("nobody")}</p>;
  return (
    <>
      <dl className="class-counts">
        {(["begun", "tried", "passed"] as const).map((name) => (
          <div key={name} data-count={name} style={{ "--share": view[name] / view.begun } as CSSProperties}>
            <dt>{t(name)}</dt>
            <dd>{t("people", { count: view[name] })}</dd>
          </div>
        ))}
      </dl>
      {view.tried > 0 && view.stuck.length === 0 && <p>{t("noneFailing")}</p>}
      {view.stuck.length > 0 && (
        <div className="class-stuck">
          <h3>{t("failing")}</h3>
          <ol>
            {view.stuck.map(({ check, title, learners }) => (
              <li key={check} style={{ "--share": learners / view.tried } as CSSProperties}>
                <span>{title[locale]}</span>
                <span>{t("failingOf", { count: learners })}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

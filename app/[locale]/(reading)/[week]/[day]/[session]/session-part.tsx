import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { SessionPart as Part } from "../../../../../../lib/content/session.ts";
import type { Locale } from "../../../../../../lib/i18n/message.ts";
import { ExerciseGroup } from "../../../../../components/exercise-group.tsx";
import { StateMark } from "../../../../../components/state-mark.tsx";
import type { Standings } from "../../../../../server/standings.ts";

type SessionPartProps = {
  part: Part;
  number: number;
  locale: Locale;
  sessionPath: string;
  finished: string[];
  standings: Standings;
};

export async function SessionPart({
  part,
  number,
  locale,
  sessionPath,
  finished,
  standings,
}: SessionPartProps) {
  const t = await getTranslations("session");
  return (
    <li className="thread-part">
      <span className="thread-number" aria-hidden>
        {number}
      </span>
      <h3 className="flex items-baseline gap-3 font-semibold text-xl">
        {part.title[locale]}
        <span className="leader" />
        <span className="shrink-0 font-normal text-faint text-sm tabular-nums">
          {t("minutes", { minutes: part.minutes })}
        </span>
      </h3>
      <ul className="mt-3">
        {part.lessons.map((lesson) => {
          const path = `${sessionPath}/${lesson.id}`;
          const read = finished.includes(path);
          return (
            <li key={lesson.id} className="row">
              <span className="row-mark">
                <StateMark state={read ? "good" : "created"} label={read ? t("read") : t("unread")} />
              </span>
              <span>
                <Link href={`/${locale}/${path}`} className="row-link">
                  {lesson.title[locale]}
                </Link>
                <span className="mt-0.5 block text-[0.9375rem] text-soft">{lesson.summary[locale]}</span>
              </span>
              <span className="row-fact">{t("minutes", { minutes: lesson.minutes })}</span>
            </li>
          );
        })}
      </ul>
      <ExerciseGroup ids={part.exerciseIds} locale={locale} standings={standings} />
    </li>
  );
}

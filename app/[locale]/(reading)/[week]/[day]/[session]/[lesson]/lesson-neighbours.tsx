import { ArrowLeftIcon, ArrowRightIcon } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Lesson } from "../../../../../../../lib/content/lesson.ts";
import type { Locale } from "../../../../../../../lib/i18n/message.ts";

/** Turning the page: the lesson before and the lesson after, or back to the session at its end. */
export async function LessonNeighbours({ locale, lesson }: { locale: Locale; lesson: Lesson }) {
  const t = await getTranslations("lesson");
  const { previous, next, session } = lesson;
  return (
    <nav className="neighbours" aria-label={t("neighbours")}>
      {previous ? (
        <Link href={`/${locale}/${previous.path}/${previous.id}`} rel="prev">
          <span className="neighbour-label">
            <ArrowLeftIcon size={14} aria-hidden /> {t("previous")}
          </span>
          {previous.title}
        </Link>
      ) : (
        <span />
      )}
      {next ? (
        <Link href={`/${locale}/${next.path}/${next.id}`} rel="next" data-next>
          <span className="neighbour-label">
            {t("next")} <ArrowRightIcon size={14} aria-hidden />
          </span>
          {next.title}
        </Link>
      ) : (
        <Link href={`/${locale}/${session.path}`} data-next>
          <span className="neighbour-label">
            {t("end")} <ArrowRightIcon size={14} aria-hidden />
          </span>
          {session.title[locale]}
        </Link>
      )}
    </nav>
  );
}

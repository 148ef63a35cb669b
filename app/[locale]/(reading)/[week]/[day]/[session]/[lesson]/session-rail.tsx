import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Session } from "../../../../../../../lib/content/session.ts";
import type { Locale } from "../../../../../../../lib/i18n/message.ts";
import { StateMark } from "../../../../../../components/state-mark.tsx";

type RailProps = { session: Session; current: string; finished: string[]; locale: Locale };

/** Beside the text: all lessons of the session, and which of them were read. */
export async function SessionRail({ session, current, finished, locale }: RailProps) {
  const t = await getTranslations("session");
  return (
    <nav className="session-rail" aria-label={t("parts")}>
      <Link href={`/${locale}/${session.path}`} className="quiet-link font-semibold">
        {t("session", { session: session.session })}
      </Link>
      <ol>
        {session.parts.map((part) => (
          <li key={part.id}>
            <span className="rail-part">{part.title[locale]}</span>
            <ul>
              {part.lessons.map((lesson) => {
                const read = finished.includes(`${session.path}/${lesson.id}`);
                return (
                  <li key={lesson.id} className="rail-lesson">
                    <StateMark
                      state={read ? "good" : "created"}
                      size={11}
                      label={read ? t("read") : t("unread")}
                    />
                    <Link
                      href={`/${locale}/${session.path}/${lesson.id}`}
                      aria-current={lesson.id === current ? "page" : undefined}
                    >
                      {lesson.title[locale]}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ol>
    </nav>
  );
}

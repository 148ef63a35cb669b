import { getTranslations } from "next-intl/server";
import type { Session } from "../../lib/content/session.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { Screen } from "./screen.tsx";

/** What is on while the class comes in: the session, its parts and their minutes. */
export async function OpeningScreen({ session, locale }: { session: Session; locale: Locale }) {
  const t = await getTranslations("presenter");
  return (
    <div className="stage-lesson">
      <Screen index={0} id="" kind="title">
        <div className="screen-title">
          <p className="screen-part">{t("opening", { minutes: session.minutes })}</p>
          <h2>{session.title[locale]}</h2>
          <ol className="screen-parts">
            {session.parts.map(({ id, title, minutes }) => (
              <li key={id}>
                <span>{title[locale]}</span>
                <span>{t("minutes", { minutes })}</span>
              </li>
            ))}
          </ol>
        </div>
      </Screen>
    </div>
  );
}

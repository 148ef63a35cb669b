import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { loadLesson } from "../../../../../../../lib/content/lesson.ts";
import { loadSession } from "../../../../../../../lib/content/session.ts";
import { requireLocale } from "../../../../../../i18n/require-locale.ts";
import { LessonScreens } from "../../../../../../presenter/lesson-screens.tsx";
import { OpeningScreen } from "../../../../../../presenter/opening-screen.tsx";
import { sessionScreens } from "../../../../../../presenter/session-screens.ts";
import { Stage } from "../../../../../../presenter/stage.tsx";
import { contentDirectory } from "../../../../../../server/content-directory.ts";
import { listExerciseSummaries } from "../../../../../../server/exercise-summaries.ts";

type PageProps = { params: Promise<{ locale: string; week: string; day: string; session: string }> };

async function load({ params }: PageProps) {
  const { locale: segment, week, day, session: name } = await params;
  const locale = requireLocale(segment);
  const session = await loadSession(contentDirectory(), `${week}/${day}/${name}`);
  if (!session) notFound();
  return { locale, session };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { locale, session } = await load(props);
  const t = await getTranslations("presenter");
  return { title: t("title", { session: session.title[locale] }), description: session.summary[locale] };
}

/** A session for the room: its lessons cut into screens, with the class's clock and how its exercises go. */
export default async function PresenterPage(props: PageProps) {
  const { locale, session } = await load(props);
  const ids = session.parts.flatMap(({ lessons }) => lessons.map(({ id }) => id));
  const loaded = await Promise.all(ids.map((id) => loadLesson(contentDirectory(), session.path, id, locale)));
  const lessons = loaded.filter((lesson) => lesson !== undefined);
  const { planned, cut } = await sessionScreens(session, lessons, locale);
  const exerciseIds = [...session.parts.flatMap((part) => part.exerciseIds), ...session.otherExerciseIds];
  const exercises = await listExerciseSummaries(exerciseIds);
  const { presenter } = await getMessages();

  return (
    <NextIntlClientProvider messages={{ presenter }}>
      <h1 className="sr-only">{session.title[locale]}</h1>
      <Stage
        locale={locale}
        sessionPath={session.path}
        screens={planned}
        partMinutes={session.parts.map(({ minutes }) => minutes)}
        exercises={exercises.map(({ id, title }) => ({ id, title: title[locale] }))}
      >
        <OpeningScreen session={session} locale={locale} />
        {cut.map(({ lesson, screens, from, part }) => (
          <LessonScreens key={lesson.id} lesson={lesson} screens={screens} from={from} part={part} />
        ))}
      </Stage>
    </NextIntlClientProvider>
  );
}

import { getTranslations } from "next-intl/server";
import { Runnable } from "../lesson/run/runnable.tsx";
import type { Screen as Cut } from "./cut.ts";
import { ExerciseClass } from "./exercise-class.tsx";
import { Screen } from "./screen.tsx";
import type { CutLesson } from "./session-screens.ts";

/** A lesson's title and its screens, around which its sandbox is. */
export async function LessonScreens({ lesson, screens, from, part }: CutLesson) {
  const t = await getTranslations("presenter");
  return (
    <div className="stage-lesson" lang={lesson.locale}>
      <Runnable lesson={lesson}>
        <Screen index={from} id={lesson.id} kind="title">
          <div className="screen-title">
            <p className="screen-part">
              {part !== undefined && <span>{t("part", { part })}</span>}
              {lesson.part.title[lesson.locale]}
            </p>
            <h2>{lesson.title}</h2>
            <p>{lesson.summary}</p>
          </div>
        </Screen>
        {screens.map((screen, index) => (
          <Screen
            key={screen.suffix}
            index={from + 1 + index}
            id={`${lesson.id}${screen.suffix}`}
            kind={screen.kind}
            head={<Head screen={screen} lessonTitle={lesson.title} continued={t("continued")} />}
          >
            <div className="lesson">{screen.blocks.map(({ node }) => node)}</div>
            {screen.exercise && <ExerciseClass exercise={screen.exercise} index={from + 1 + index} />}
          </Screen>
        ))}
      </Runnable>
    </div>
  );
}

type HeadProps = { screen: Cut; lessonTitle: string; continued: string };

function Head({ screen: { heading, above, isFirst }, lessonTitle, continued }: HeadProps) {
  return (
    <header className="screen-head">
      {heading && <p>{above?.node ?? lessonTitle}</p>}
      <h2>
        {heading?.node ?? lessonTitle}
        {heading && !isFirst && <span className="sr-only"> ({continued})</span>}
      </h2>
    </header>
  );
}

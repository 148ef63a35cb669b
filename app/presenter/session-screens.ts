import type { Lesson } from "../../lib/content/lesson.ts";
import { mdxElements } from "../../lib/content/mdx/component.ts";
import type { Session } from "../../lib/content/session.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { lessonComponents } from "../lesson/component-map.tsx";
import { staleOf } from "../lesson/lesson-place.ts";
import { blocksOf } from "./blocks.ts";
import { cutIntoScreens, type Screen } from "./cut.ts";
import { type PlannedScreen, planScreens } from "./plan.ts";

/** A lesson's screens; its title is the one before them. */
export type CutLesson = {
  lesson: Lesson;
  screens: Screen[];
  /** Index of its title among all screens of the session. */
  from: number;
  /** Number of its part, where it is the first of it. */
  part: number | undefined;
};

/** All screens of a session: what the stage knows of each, and by lesson what is drawn. */
export async function sessionScreens(
  session: Session,
  lessons: Lesson[],
  locale: Locale,
): Promise<{ planned: PlannedScreen[]; cut: CutLesson[] }> {
  const all = await Promise.all(lessons.map(async (lesson) => ({ lesson, screens: await cut(lesson) })));
  const ofPart = session.parts.map(({ id, minutes }) => ({
    minutes,
    lessons: all
      .filter(({ lesson }) => lesson.part.id === id)
      .map(({ lesson, screens }) => ({ minutes: lesson.minutes, screens: told(lesson, screens) })),
  }));
  const title = session.title[locale];
  const opening = {
    id: "",
    kind: "title",
    title,
    lesson: "",
    lessonTitle: title,
    part: 0,
    from: 0,
    to: 0,
  } as const;
  const planned = [opening, ...planScreens(ofPart)];
  return {
    planned,
    cut: all.map(({ lesson, screens }) => ({
      lesson,
      screens,
      from: planned.findIndex(({ id }) => id === lesson.id),
      part: firstOf(session, lesson.id),
    })),
  };
}

async function cut({ code, locale, session, id, ...lesson }: Lesson): Promise<Screen[]> {
  const stale = staleOf({ ...lesson, session, id });
  const components = await lessonComponents({ locale, sessionPath: session.path, among: id, stale });
  return cutIntoScreens(blocksOf(mdxElements(code, components), components));
}

function told({ id, title }: Lesson, screens: Screen[]): Omit<PlannedScreen, "part" | "from" | "to">[] {
  const own = { lesson: id, lessonTitle: title };
  return [
    { ...own, id, kind: "title", title },
    ...screens.map(({ suffix, kind, heading, exercise }) => ({
      ...own,
      id: `${id}${suffix}`,
      kind,
      title: heading?.words ?? title,
      ...(heading?.id && { section: heading.id }),
      ...(exercise && { exercise }),
    })),
  ];
}

function firstOf(session: Session, lessonId: string): number | undefined {
  const part = session.parts.findIndex(({ lessons }) => lessons[0]?.id === lessonId);
  return part < 0 ? undefined : part + 1;
}

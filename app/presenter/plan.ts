import type { ScreenKind } from "./blocks.ts";

/** What the stage knows of a screen without drawing it. */
export type PlannedScreen = {
  /** In the address, and so the same from language to language where the text is. */
  id: string;
  kind: ScreenKind;
  title: string;
  lesson: string;
  /** The lesson's title. */
  lessonTitle: string;
  /** The heading to go back to in the lesson. */
  section?: string;
  /** Index of the session's part. */
  part: number;
  /** When it is on, in seconds from the beginning of the class. */
  from: number;
  to: number;
  exercise?: string;
};

type PartToPlan<Lesson> = { minutes: number; lessons: Lesson[] };
type LessonToPlan = { minutes: number; screens: Omit<PlannedScreen, "part" | "from" | "to">[] };

/**
 * Spreads each part's minutes over its lessons, by what they say that they take, and a lesson's evenly over its
 * screens.
 */
export function planScreens(parts: PartToPlan<LessonToPlan>[]): PlannedScreen[] {
  const planned: PlannedScreen[] = [];
  let partBegins = 0;
  for (const [part, { minutes, lessons }] of parts.entries()) {
    const inAll = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
    let begins = partBegins;
    for (const lesson of lessons) {
      const seconds = (minutes * 60 * lesson.minutes) / inAll;
      const each = seconds / lesson.screens.length;
      for (const [index, screen] of lesson.screens.entries()) {
        planned.push({ ...screen, part, from: begins + index * each, to: begins + (index + 1) * each });
      }
      begins += seconds;
    }
    partBegins += minutes * 60;
  }
  return planned;
}

/** The screen of an address; where texts differ in length, the last one before it under the same heading. */
export function findScreen(screens: Pick<PlannedScreen, "id">[], id: string): number | undefined {
  const indexOf = (wanted: string) => screens.findIndex((screen) => screen.id === wanted);
  const [section = "", number = ""] = id.split(".");
  for (let count = Number(number) || 1; count > 1; count--) {
    const found = indexOf(`${section}.${count}`);
    if (found >= 0) return found;
  }
  const lesson = section.split("--")[0] ?? "";
  return [indexOf(section), indexOf(lesson)].find((found) => found >= 0);
}

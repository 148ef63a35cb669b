import type { Locale } from "../../lib/i18n/message.ts";

/** Where a lesson's text is drawn. */
export type LessonPlace = {
  locale: Locale;
  sessionPath: string;
  /** The lesson's id, where it stands among the session's others on one page. */
  among?: string;
};

/** Of a heading, or of the lesson itself, on a page that holds several lessons. */
export function sectionId(lesson: string, section?: string): string {
  return section ? `${lesson}--${section}` : lesson;
}

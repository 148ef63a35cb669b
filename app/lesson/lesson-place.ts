import type { Lesson } from "../../lib/content/lesson.ts";
import type { Locale } from "../../lib/i18n/message.ts";

/** Where a lesson's text is drawn. */
export type LessonPlace = {
  locale: Locale;
  sessionPath: string;
  /** The lesson's id, where it stands among the session's others on one page. */
  among?: string;
  /** Sections whose translation is older than its Korean, and where that is. */
  stale?: { sections: string[]; original: string };
};

/** What of a lesson's translation is behind, for its place. */
export function staleOf({
  stale,
  session,
  id,
}: Pick<Lesson, "stale" | "session" | "id">): LessonPlace["stale"] {
  return stale.length > 0 ? { sections: stale, original: `/ko/${session.path}/${id}` } : undefined;
}

/** Of a heading, or of the lesson itself, on a page that holds several lessons. */
export function sectionId(lesson: string, section?: string): string {
  return section ? `${lesson}--${section}` : lesson;
}

import { getMessages } from "next-intl/server";
import { cache, type ReactNode } from "react";
import type { Lesson } from "../../../lib/content/lesson.ts";
import { placeOfLesson } from "../../../lib/live/place.ts";
import { RunPlace } from "./run-place.tsx";

/** What can be run needs its lesson around it: each has a sandbox of its own. */
export async function Runnable({ lesson, children }: { lesson: Lesson; children: ReactNode }) {
  if (lesson.runs.length === 0) return children;
  return (
    <RunPlace
      place={placeOfLesson(lesson.session.path, lesson.id)}
      locale={lesson.locale}
      messages={await messagesOfRuns()}
    >
      {children}
    </RunPlace>
  );
}

/** Sent once, also where a page has several lessons. */
const messagesOfRuns = cache(async () => {
  const { runs, run, terminal, editor, stack, topology } = await getMessages();
  return { runs, run: { minutes: run.minutes, seconds: run.seconds }, terminal, editor, stack, topology };
});

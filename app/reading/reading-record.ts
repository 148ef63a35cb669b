/**
 * What a browser remembers of a reader: the lesson last open, and the lessons read to their end.
 * It is a cookie, so that the server renders the progress without waiting for a script.
 */
export type ReadingRecord = {
  /** `week-2/day-1/session-6/architecture`, if any lesson was opened yet. */
  place?: string;
  /** Paths of lessons of which the end was seen, in the order in which they were finished. */
  finished: string[];
};

export const readingCookie = "reading";

const separator = "~";
const path = /^[a-z0-9-]+(\/[a-z0-9-]+){3}$/;

/** `place~finished~finished…`; anything that is not a lesson's path is dropped. */
export function parseReading(cookie: string | undefined): ReadingRecord {
  const [place, ...finished] = (cookie ?? "").split(separator);
  return {
    ...(place && path.test(place) ? { place } : {}),
    finished: [...new Set(finished.filter((entry) => path.test(entry)))],
  };
}

export function formatReading(record: ReadingRecord): string {
  // A cookie holds 4 KB: the newest fifty paths stay.
  return [record.place ?? "", ...record.finished.slice(-50)].join(separator);
}

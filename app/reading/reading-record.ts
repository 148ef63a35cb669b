/**
 * What a browser remembers of a reader: the lesson last open, and the lessons read to their end.
 * It is a cookie, so that the server renders the progress without waiting for a script.
 */
export type ReadingRecord = {
  /** `week-2/day-1/session-6/architecture`, if any lesson was opened yet. */
  place?: string;
  /** Id of the heading that was read last in that lesson. */
  section?: string;
  /** Paths of lessons of which the end was seen, in the order in which they were finished. */
  finished: string[];
};

export const readingCookie = "reading";

const separator = "~";
const path = /^[a-z0-9-]+(\/[a-z0-9-]+){3}$/;
const heading = /^[a-z0-9-]{1,80}$/;

/** `place#section~finished~finished…`; anything that is not a lesson's path is dropped. */
export function parseReading(cookie: string | undefined): ReadingRecord {
  const [last = "", ...finished] = (cookie ?? "").split(separator);
  const [place = "", section = ""] = last.split("#");
  return {
    ...(path.test(place) && { place, ...(heading.test(section) && { section }) }),
    finished: [...new Set(finished.filter((entry) => path.test(entry)))],
  };
}

export function formatReading(record: ReadingRecord): string {
  // A cookie holds 4 KB: the newest fifty paths stay.
  const last = record.place && record.section ? `${record.place}#${record.section}` : (record.place ?? "");
  return [last, ...record.finished.slice(-50)].join(separator);
}

import { z } from "zod";

/**
 * What a learner's sandbox is for, one of each: an exercise, by its id, or a lesson, by the path of its session and its
 * own id, all joined by dots (`week-2.day-1.session-6.architecture`). So it is one part of an address, and ids of
 * exercises have no dots.
 */
export const placeSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}(\.[a-z0-9][a-z0-9-]{0,99}){0,4}$/);

export type Place = { kind: "exercise"; id: string } | { kind: "lesson"; session: string; id: string };

export function placeOfLesson(sessionPath: string, lessonId: string): string {
  return [...sessionPath.split("/"), lessonId].join(".");
}

export function readPlace(place: string): Place {
  const parts = place.split(".");
  const id = parts.pop() ?? "";
  return parts.length === 0 ? { kind: "exercise", id } : { kind: "lesson", session: parts.join("/"), id };
}

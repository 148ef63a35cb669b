import type { Localised } from "../../lib/content/localised.ts";

/** What the browser may know of an exercise: never its solution, its mistakes, or how a check looks. */
export type ExerciseView = {
  id: string;
  title: string;
  minutes: number;
  points: number;
  tasks: { id: string; title: string; checks: CheckView[] }[];
  /** How many checks are kept back until the first submission. */
  keptBack: number;
  /** Titles of the stages by id. */
  stages: Record<string, string>;
  /** What each step does, by its id. */
  steps: Record<string, string>;
  /** What to try after passing. */
  next: string;
  session?: { path: string; title: Localised };
};

type CheckView = {
  id: string;
  points: number;
  /** What is looked at, in the reader's language. */
  aim: string;
};

import type { Localised } from "../../lib/content/localised.ts";

/** How a class stands in an exercise, as the stage shows it. */
export type ClassView = {
  begun: number;
  tried: number;
  passed: number;
  /** Checks that fail for most, with the title of their task. */
  stuck: { check: string; title: Localised; learners: number }[];
};

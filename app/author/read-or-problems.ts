import { ContentError, type Problem } from "../../lib/content/problem.ts";
import { site } from "../server/site.ts";

/** Whether somebody writes here, and pages follow what is saved. */
export function isAuthoring(): boolean {
  return site().settings.author;
}

/** What was read, or, for an author, what is wrong with it; everybody else gets the error. */
export async function readOrProblems<Value>(
  read: () => Promise<Value>,
): Promise<{ value: Value } | { problems: Problem[] }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (isAuthoring() && error instanceof ContentError) return { problems: error.problems };
    throw error;
  }
}

import { relative } from "node:path";
import type { Locale, Message } from "../i18n/message.ts";
import { translate } from "../i18n/translate.ts";

/** Something an author has to mend: where it is, what is wrong, and what to do. */
export type Problem = {
  /** Absolute path. */
  file: string;
  /** From 1; absent where the whole file is meant. */
  line?: number;
  /** From 1. */
  column?: number;
  message: Message;
  /** What was found there, in words of its own: what a student would read, say. */
  because?: Message;
  remedy?: Message;
};

/** Content that cannot be used as it is; carries every problem that was found, not only the first. */
export class ContentError extends Error {
  override readonly name = "ContentError";
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(problems.map((problem) => formatProblem(problem, "en")).join("\n"));
    this.problems = problems;
  }
}

/** `content/…/session.yaml:4:3: what is wrong. Why. What to do.`, the path relative to the working directory. */
export function formatProblem(problem: Problem, locale: Locale): string {
  const place = [relative(process.cwd(), problem.file), problem.line, problem.column].filter((part) => part);
  const { message, because, remedy } = problem;
  const said = [message, because, remedy].flatMap((one) => (one ? [translate(one, locale)] : []));
  return `${place.join(":")}: ${said.join(" ")}`;
}

import type { RunResult } from "../../lib/grading/result.ts";
import type { Locale, Message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";

/** One graded path. */
export type Submission = { path: string; result: RunResult };

type Rendered = Message & { text: string };

/** What `--json` prints: the result with the sentence beside every code. */
export type RenderedSubmission = {
  path: string;
  result: Omit<RunResult, "reason" | "checks"> & {
    reason?: Rendered;
    checks: (Omit<RunResult["checks"][number], "message"> & { message: Rendered })[];
  };
};

export function renderSubmission({ path, result }: Submission, locale: Locale): RenderedSubmission {
  const { reason, checks, ...rest } = result;
  return {
    path,
    result: {
      ...rest,
      ...(reason && { reason: rendered(reason, locale) }),
      checks: checks.map((check) => ({ ...check, message: rendered(check.message, locale) })),
    },
  };
}

export function hasFullMarks({ result }: Submission): boolean {
  return result.kind === "graded" && result.score === result.maxScore;
}

/** 0 all full marks, 1 some not, 2 some could not be graded. */
export function exitCodeOf(submissions: Submission[]): number {
  if (submissions.some(({ result }) => result.kind !== "graded")) return 2;
  return submissions.every(hasFullMarks) ? 0 : 1;
}

function rendered(sentence: Message, locale: Locale): Rendered {
  return { ...sentence, text: translate(sentence, locale) };
}

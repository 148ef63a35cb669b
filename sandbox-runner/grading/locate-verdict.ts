import { diagnose } from "../../lib/compose/diagnose.ts";
import { locate } from "../../lib/compose/locate.ts";
import { entryOfWorkspace } from "../../lib/compose/project.ts";
import type { SourceRange } from "../../lib/compose/types.ts";
import type { CheckResult } from "../../lib/grading/result.ts";
import type { Verdict } from "../../lib/grading/verdict.ts";
import type { RunState } from "./run-state.ts";

/** The line of the student's own file that a verdict is about, where one can be named. */
export function locateVerdict(
  run: Pick<RunState, "files" | "config">,
  verdict: Verdict,
): CheckResult["location"] {
  if (verdict.message.code === "grading.rejected") return locateRejection(run);
  const range = verdict.about && locate(run.files, verdict.about);
  return range && place(range);
}

/** Where Compose stumbled: where our own reading finds an error, else where its words say. */
function locateRejection(run: Pick<RunState, "files" | "config">): CheckResult["location"] {
  const error = diagnose(run.files, { missingFilesKnown: true }).find(({ severity }) => severity === "error");
  if (error) return place(error.range);
  const entry = entryOfWorkspace(run.files);
  const line = /\bline (\d+)/.exec(run.config.words)?.[1];
  return entry && line ? { file: entry, line: Number(line), column: 1 } : undefined;
}

function place(range: SourceRange): CheckResult["location"] {
  return { file: range.file, line: range.start.line, column: range.start.column };
}

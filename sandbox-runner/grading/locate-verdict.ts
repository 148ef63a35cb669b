import { diagnose } from "../../lib/compose/diagnose.ts";
import { locate } from "../../lib/compose/locate.ts";
import { entryOfWorkspace } from "../../lib/compose/project.ts";
import type { SourceRange } from "../../lib/compose/types.ts";
import type { CheckResult } from "../../lib/grading/result.ts";
import { bareName } from "../../lib/grading/service-name.ts";
import type { Verdict, YamlPath } from "../../lib/grading/verdict.ts";
import type { RunState } from "./run-state.ts";

/** The line of the student's own file that a verdict is about, where one can be named. */
export function locateVerdict(
  run: Pick<RunState, "files" | "config" | "context">,
  verdict: Verdict,
): CheckResult["location"] {
  try {
    return findLine(run, verdict);
  } catch (error) {
    // A verdict without its line is better than none.
    run.context.log.error({ error }, "could not find the line of a verdict");
    return undefined;
  }
}

function findLine(run: Pick<RunState, "files" | "config">, verdict: Verdict): CheckResult["location"] {
  const { code, params } = verdict.message;
  if (code === "grading.rejected") return locateError(run, run.config.words);
  if (code === "grading.did-not-come-up" && !verdict.about)
    return locateError(run, String(params.words ?? ""));
  const range = verdict.about && locate(run.files, withoutProject(verdict.about), verdict.layers);
  return range && place(range);
}

/** A service of any project stands in the file by its own name. */
function withoutProject([section, name, ...rest]: YamlPath): YamlPath {
  if (section === undefined || name === undefined) return section === undefined ? [] : [section];
  return [section, typeof name === "string" ? bareName(name) : name, ...rest];
}

/** Where Compose stumbled: by its own words where they name a line or a service, else by our reading of the file. */
function locateError(run: Pick<RunState, "files" | "config">, words: string): CheckResult["location"] {
  const entry = entryOfWorkspace(run.files);
  const line = /\bline (\d+)/.exec(words)?.[1];
  const error = diagnose(run.files, { missingFilesKnown: true }).find(({ severity }) => severity === "error");
  if (error) return place(error.range);
  if (entry && line) return { file: entry, line: Number(line), column: 1 };
  const service = Object.keys(run.config.model?.services ?? {}).find((name) =>
    [`service "${name}"`, `/workspace/${name}`, `-${name}-1`].some((mention) => words.includes(mention)),
  );
  const range = service && locate(run.files, ["services", service]);
  return range ? place(range) : undefined;
}

function place(range: SourceRange): CheckResult["location"] {
  return { file: range.file, line: range.start.line, column: range.start.column };
}

import type { LoadedExercise } from "../../lib/content/exercises.ts";
import { type Locale, message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { columnsOf, padded, printable } from "./columns.ts";
import { hasFullMarks, renderSubmission, type Submission } from "./submission.ts";

export type ReportFormat = "table" | "json" | "junit" | "csv";

/** The whole report as text, without a line break at its end. */
export function writeReport(
  format: ReportFormat,
  exercise: LoadedExercise,
  submissions: Submission[],
  locale: Locale,
): string {
  switch (format) {
    case "json":
      return asJson(exercise, submissions, locale);
    case "junit":
      return asJunit(exercise, submissions, locale);
    case "csv":
      return asCsv(exercise, submissions);
    case "table":
      return asTable(submissions, locale);
  }
}

function asJson({ id, hash }: LoadedExercise, submissions: Submission[], locale: Locale): string {
  const rendered = submissions.map((submission) => renderSubmission(submission, locale));
  return JSON.stringify({ exercise: { id, hash }, submissions: rendered }, undefined, 2);
}

function asTable(submissions: Submission[], locale: Locale): string {
  const names = submissions.map(({ path }) => printable(path));
  const columns = Math.max(...names.map(columnsOf));
  const lines = submissions.map((submission, index) => {
    const { result } = submission;
    const first = result.checks.find((check) => check.status !== "passed");
    const place = first?.location && !result.reason ? ` (${first.location.file}:${first.location.line})` : "";
    const said = result.reason ?? first?.message;
    const words = said ? printable(`  ${translate(said, locale)}${place}`.replaceAll("\n", " ")) : "";
    return `${padded(names[index] ?? "", columns)}  ${outcomeOf(submission, locale)}${words}`;
  });
  return [...lines, ...(submissions.length > 1 ? ["", summaryOf(submissions, locale)] : [])].join("\n");
}

function summaryOf(submissions: Submission[], locale: Locale): string {
  const full = submissions.filter(hasFullMarks).length;
  const graded = submissions.filter(({ result }) => result.kind === "graded").length;
  const params = { total: submissions.length, full, less: graded - full, other: submissions.length - graded };
  return translate(message("cli.grade-summary", params), locale);
}

/** A line for each submission, a column for each check: points won, empty where nothing was graded. */
function asCsv({ exercise }: LoadedExercise, submissions: Submission[]): string {
  const ids = exercise.stages.flatMap((stage) => stage.checks.map((check) => check.id));
  const lines = submissions.map(({ path, result }) => {
    const points = ids.map((id) => result.checks.find((check) => check.id === id)?.points ?? "");
    return [path, result.kind, result.score, result.maxScore, ...points];
  });
  return [["path", "kind", "score", "maxScore", ...ids], ...lines]
    .map((line) => line.map(quoted).join(","))
    .join("\r\n");
}

/** JUnit's format as CI systems read it: a suite for each submission, a case for each check. */
function asJunit({ id }: LoadedExercise, submissions: Submission[], locale: Locale): string {
  const suites = submissions.map(({ path, result }) => {
    const cases = result.checks.map((check) => {
      const text = escaped(translate(check.message, locale));
      const inside = {
        passed: "",
        failed: `<failure message="${text}"/>`,
        error: `<error message="${text}"/>`,
        skipped: `<skipped message="${text}"/>`,
      }[check.status];
      return `    <testcase classname="${escaped(id)}" name="${escaped(check.id)}">${inside}</testcase>`;
    });
    if (result.reason) {
      const text = escaped(translate(result.reason, locale));
      cases.push(`    <testcase classname="${escaped(id)}" name="run"><error message="${text}"/></testcase>`);
    }
    const failures = result.checks.filter((check) => check.status === "failed").length;
    const skipped = result.checks.filter((check) => check.status === "skipped").length;
    const counts = `tests="${cases.length}" failures="${failures}" errors="${result.reason ? 1 : 0}" skipped="${skipped}"`;
    return `  <testsuite name="${escaped(path)}" ${counts}>\n${cases.join("\n")}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(id)}">\n${suites.join("\n")}\n</testsuites>`;
}

export function outcomeOf({ result }: Submission, locale: Locale): string {
  if (result.kind === "ungradable") return translate(message("grading.outcome-ungradable"), locale);
  if (result.kind === "infra_error") return translate(message("grading.outcome-infra"), locale);
  const { score, maxScore } = result;
  return translate(message("grading.outcome-graded", { score, max: maxScore }), locale);
}

/** A spreadsheet takes a text that begins so for a formula and carries it out; an apostrophe makes it text again. */
const formula = /^[=+\-@\t\r]/;

function quoted(value: string | number): string {
  const text = typeof value === "string" && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  // XML 1.0 has no way to write the other control characters.
  const printable = [...text].filter((character) => character >= " " || character === "\n").join("");
  return printable
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll("\n", "&#10;");
}

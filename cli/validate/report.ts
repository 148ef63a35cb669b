import type { Diagnostic } from "../../lib/compose/types.ts";
import { type Locale, message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import type { Examined } from "./examine.ts";

type Failure = { path: string; reason: string };
export type Outcome = { examined: Examined[]; failures: Failure[] };
type Severity = Diagnostic["severity"];

const colours: Record<Severity | "place" | "quiet" | "fix", string> = {
  error: "1;31",
  warning: "1;33",
  info: "1;36",
  place: "1",
  quiet: "2",
  fix: "32",
};
const marks: Record<Severity, string> = { error: "^", warning: "^", info: "~" };
const columnsShown = 100;

/** The findings as a person reads them: place, explanation, the line with the place marked, and the fix. */
export function writeText({ examined, failures }: Outcome, locale: Locale, isColoured: boolean): string {
  const paint = (colour: keyof typeof colours, text: string) =>
    isColoured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  const blocks = examined.flatMap((file) => file.diagnostics.map((one) => block(file, one, locale, paint)));
  const unreadable = failures.map(({ path, reason }) => {
    const text = translate(message("compose.validate-unreadable", { path: printable(path), reason }), locale);
    return paint("error", text);
  });
  const summary = translate(message("compose.validate-summary", counts({ examined, failures })), locale);
  return [...blocks, ...unreadable, summary].join("\n\n");
}

type Paint = (colour: keyof typeof colours, text: string) => string;

function block(file: Examined, diagnostic: Diagnostic, locale: Locale, paint: Paint): string {
  const { severity, range, fix } = diagnostic;
  const place = `${printable(file.path)}:${range.start.line}:${range.start.column}`;
  const label = translate(message(`compose.validate-${severity}`), locale);
  const code = diagnostic.message.code.replace(/^compose\./, "");
  const text = printable(translate(diagnostic.message, locale));
  const head = `${paint("place", `${place}:`)} ${paint(severity, `${label}:`)} ${text} ${paint("quiet", `[${code}]`)}`;
  const shown = excerpt(file.text, diagnostic);
  const gutter = " ".repeat(String(range.start.line).length);
  const lines = [
    head,
    ` ${paint("quiet", `${range.start.line} │`)} ${shown.line}`,
    ` ${paint("quiet", `${gutter} │`)} ${" ".repeat(shown.blanks)}${paint(severity, marks[severity].repeat(shown.width))}`,
  ];
  if (fix) {
    const title = translate(message("compose.validate-fix", { fix: translate(fix.title, locale) }), locale);
    lines.push(` ${gutter} ${paint("quiet", "=")} ${paint("fix", printable(title))}`);
  }
  return lines.join("\n");
}

/** The line of the finding, cut to what a terminal shows, and where below it the mark goes (in cells). */
function excerpt(text: string, { range }: Diagnostic): { line: string; blanks: number; width: number } {
  const whole = printable((text.split("\n")[range.start.line - 1] ?? "").replaceAll("\t", " ").trimEnd());
  const from = range.start.column - 1;
  const to = range.end.line === range.start.line ? range.end.column - 1 : whole.length;
  const cut = from > columnsShown - 20 ? from - 20 : 0;
  const line = whole.slice(cut, cut + columnsShown);
  const marked = whole.slice(from, Math.min(to, cut + columnsShown));
  return {
    line,
    blanks: cells(whole.slice(cut, from)),
    width: Math.max(1, cells(marked)),
  };
}

/** Cells of a terminal: Hangul, Chinese and Japanese signs and most pictures take two. */
function cells(text: string): number {
  let count = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    count +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return count;
}

/** A file's text must not command the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}

/** The same for programs: one object, stable names, texts in the chosen language. */
export function writeJson({ examined, failures }: Outcome, locale: Locale): string {
  const files = examined.map(({ path, diagnostics }) => ({
    file: path,
    diagnostics: diagnostics.map(({ severity, message: said, range, fix }) => ({
      severity,
      code: said.code.replace(/^compose\./, ""),
      params: said.params,
      message: translate(said, locale),
      line: range.start.line,
      column: range.start.column,
      endLine: range.end.line,
      endColumn: range.end.column,
      ...(fix && {
        fix: {
          title: translate(fix.title, locale),
          edits: fix.edits.map(({ file: _file, ...edit }) => edit),
        },
      }),
    })),
  }));
  const unreadable = failures.map(({ path, reason }) => ({ file: path, reason }));
  return JSON.stringify({ files, unreadable, summary: counts({ examined, failures }) }, undefined, 2);
}

export function counts({
  examined,
  failures,
}: Outcome): Record<"files" | "errors" | "warnings" | "infos" | "unreadable", number> {
  const all = examined.flatMap(({ diagnostics }) => diagnostics);
  const of = (severity: Severity) => all.filter((one) => one.severity === severity).length;
  return {
    files: examined.length,
    errors: of("error"),
    warnings: of("warning"),
    infos: of("info"),
    unreadable: failures.length,
  };
}

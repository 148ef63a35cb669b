import { SettingsError, terminalLocale } from "../lib/config/settings.ts";
import { UnknownExercise } from "../lib/content/exercises.ts";
import { ContentError, formatProblem } from "../lib/content/problem.ts";
import { WorkspaceTooLarge } from "../lib/content/workspace-files.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { CommandFailure } from "./failure.ts";

/** What is wrong, where, and what to do next: the lines that a person reads. Never a stack of calls. */
export function explain(error: unknown, locale: Locale = terminalLocale(process.env)): string[] {
  if (error instanceof ContentError) {
    return error.problems.map((problem) => formatProblem(problem, locale));
  }
  return messagesOf(error).map((said) => translate(said, locale));
}

function messagesOf(error: unknown): Message[] {
  if (error instanceof CommandFailure) return [error.problem, ...error.remedies];
  if (error instanceof SettingsError) {
    const problems = error.problems.map((problem) => problem.message);
    return [...problems, message("engine.doctor-settings-remedy")];
  }
  if (error instanceof UnknownExercise) {
    return [message("grading.unknown-exercise", { id: error.id, known: error.known.join(", ") || "–" })];
  }
  if (error instanceof WorkspaceTooLarge) {
    return [message("cli.workspace-too-large", { path: error.message }), message("grading.too-large")];
  }
  return systemProblem(error) ?? engineProblem(error) ?? unexpected(error);
}

/** What the engine answered, or that it does not. */
function engineProblem(error: unknown): Message[] | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("syscall" in error && error.syscall === "connect") {
    return [message("cli.engine-silent"), message("cli.engine-remedy")];
  }
  if (!("statusCode" in error)) return undefined;
  return [message("cli.engine-refused", { words: firstLine(error.message) }), message("cli.engine-remedy")];
}

/** What the system said about a file or a socket; by the code, because its words are English. */
export function systemProblem(error: unknown): Message[] | undefined {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return undefined;
  const { code } = error;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  if (code === "ENOSPC") return [message("cli.no-space"), message("cli.no-space-remedy")];
  if (path === undefined || ("syscall" in error && error.syscall === "connect")) return undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return [message("cli.path-missing", { path }), message("cli.path-missing-remedy")];
  }
  if (code === "EACCES" || code === "EPERM") {
    return [message("cli.path-closed", { path }), message("cli.path-closed-remedy")];
  }
  return [message("cli.path-other", { path, code })];
}

function unexpected(error: unknown): Message[] {
  const words = error instanceof Error ? error.message || error.name : String(error);
  return [message("cli.unexpected", { words: firstLine(words) }), message("cli.unexpected-remedy")];
}

function firstLine(words: string): string {
  return words.trim().split("\n")[0] ?? words;
}

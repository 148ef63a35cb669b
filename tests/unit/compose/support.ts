import { diagnose } from "../../../lib/compose/diagnose.ts";
import { applyEdits } from "../../../lib/compose/fix.ts";
import type { Diagnostic, WorkspaceFile } from "../../../lib/compose/types.ts";

/** What is found in one `compose.yaml` of which nothing else is known. */
export function inspect(content: string): Diagnostic[] {
  return diagnose([{ path: "compose.yaml", content }], { missingFilesKnown: false });
}

/** `error 3:5 undefined-network`: severity, place and name of every finding. */
export function brief(found: Diagnostic[]): string[] {
  return found.map(
    ({ severity, range, message }) =>
      `${severity} ${range.start.line}:${range.start.column} ${message.code.replace("compose.", "")}`,
  );
}

export function findings(content: string): string[] {
  return brief(inspect(content));
}

/** The text after the fix of the first finding that has one. */
export function repaired(content: string): string | undefined {
  const fix = inspect(content).find((found) => found.fix)?.fix;
  return fix && applyEdits(content, fix.edits);
}

export function workspace(files: Record<string, string>): WorkspaceFile[] {
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}

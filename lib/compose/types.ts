import type { Message } from "../i18n/message.ts";

/** A file of the student's workspace: path relative to it, with `/`, never starting with `/` or `..`. */
export type WorkspaceFile = { path: string; content: string };

/** A place in a file. Lines and columns count from 1; `end` is exclusive. */
export type SourceRange = {
  file: string;
  start: { line: number; column: number };
  end: { line: number; column: number };
};

/** A replacement of text, by offsets in the file's content (UTF-16 code units, `end` exclusive). */
export type TextEdit = { file: string; start: number; end: number; text: string };

export type Diagnostic = {
  severity: "error" | "warning" | "info";
  message: Message;
  range: SourceRange;
  /** What a reader may apply with one click; only where it cannot make the file mean something unexpected. */
  fix?: { title: Message; edits: TextEdit[] };
};

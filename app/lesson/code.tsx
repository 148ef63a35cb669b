import { StateMark } from "../components/state-mark.tsx";
import { CopyButton } from "./copy-button.tsx";
import { EditableFile } from "./run/editable-file.tsx";
import { RunButton, RunOutput } from "./run/run-button.tsx";
import { ScrollBox } from "./scroll-box.tsx";
import type { LessonTexts, PropsOf } from "./texts.ts";

const verdictMarks = { fine: "good", careful: "warn", wrong: "bad" } as const;

/** Code as the compiler has highlighted it, with a bar that names and copies it. */
export function codeComponents(t: LessonTexts) {
  const words = {
    run: t("run.run"),
    running: t("run.running"),
    preparing: t("run.preparing"),
    busy: t("run.busy"),
  };
  const editWords = {
    edit: t("run.edit"),
    close: t("run.closeEditor"),
    edited: t("run.edited"),
    back: t("run.back"),
  };
  return {
    pre({
      "data-language": language,
      "data-copy": copy,
      "data-title": title,
      "data-run-folder": folder,
      "data-run": run,
      "data-run-fails": fails,
      "data-run-file": file,
      children,
      ...rest
    }: PropsOf<"pre">) {
      const name = title ?? languageNames[language ?? ""] ?? language ?? "";
      // A lesson has several files of a name; only their folders tell them apart.
      const fullName = title && folder ? `${folder}/${title}` : name;
      const bar = (
        <>
          <span className="code-name">{name}</span>
          {folder && !run && (
            <span className="code-goes" title={t("run.goesTitle", { folder })}>
              {t("run.goes", { folder })}
            </span>
          )}
          {run && <RunButton block={run} name={t("run.name", { folder: folder ?? "" })} words={words} />}
          {copy && <CopyButton text={copy} label={t("code.copy")} done={t("code.copied")} name={fullName} />}
        </>
      );
      const code = (
        <ScrollBox label={t("code.block", { name: fullName })}>
          <pre {...rest} data-language={language}>
            {children}
          </pre>
        </ScrollBox>
      );
      if (file && copy)
        return (
          <div className="code-block">
            <EditableFile block={file} path={fullName} original={`${copy}\n`} words={editWords} bar={bar}>
              {code}
            </EditableFile>
          </div>
        );
      return (
        <div className="code-block">
          <div className="code-bar">{bar}</div>
          {code}
          {run && <RunOutput block={run} fails={fails !== undefined} />}
        </div>
      );
    },
    AnnotatedCode: ({ children }: PropsOf<"AnnotatedCode">) => <div className="annotated">{children}</div>,
    Note({ lines, verdict, children }: PropsOf<"Note">) {
      return (
        <div className="code-note" data-verdict={verdict}>
          <p className="code-note-lines">
            {verdict && <StateMark state={verdictMarks[verdict]} size={13} label={t(`verdict.${verdict}`)} />}
            {t("code.lines", { lines: lines.replaceAll(",", ", ") })}
          </p>
          {children}
        </div>
      );
    },
  };
}

const languageNames: Partial<Record<string, string>> = {
  yaml: "YAML",
  console: "Shell",
  json: "JSON",
  dockerfile: "Dockerfile",
  nginx: "nginx",
  javascript: "JavaScript",
  text: "Text",
};

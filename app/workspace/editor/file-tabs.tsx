"use client";

import { PlusIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";

type FileTabsProps = {
  files: WorkspaceFile[];
  active: string;
  /** Errors by path. */
  problems: Map<string, number>;
  onSelect: (path: string) => void;
  onAdd: (path: string) => void;
  onRemove: (path: string) => void;
};

/** Every file of the workspace; a new one by its path; the open one can be removed. */
export function FileTabs({ files, active, problems, onSelect, onAdd, onRemove }: FileTabsProps) {
  const t = useTranslations("editor");
  const [adding, setAdding] = useState(false);

  return (
    <div className="file-tabs">
      <fieldset className="file-list" aria-label={t("files")}>
        {files.map(({ path }) => (
          <span key={path} className="file-tab" data-active={path === active || undefined}>
            <button type="button" aria-pressed={path === active} onClick={() => onSelect(path)}>
              {path}
              {(problems.get(path) ?? 0) > 0 && (
                <span className="file-problems">
                  <span aria-hidden>{problems.get(path)}</span>
                  <span className="sr-only">{t("problemCount", { count: problems.get(path) ?? 0 })}</span>
                </span>
              )}
            </button>
            {path === active && files.length > 1 && (
              <button
                type="button"
                className="file-remove"
                aria-label={t("remove", { path })}
                title={t("remove", { path })}
                onClick={() => {
                  if (window.confirm(t("removeConfirm", { path }))) onRemove(path);
                }}
              >
                <XIcon size={13} aria-hidden />
              </button>
            )}
          </span>
        ))}
        <button
          type="button"
          className="file-add"
          aria-expanded={adding}
          aria-label={t("add")}
          title={t("add")}
          onClick={() => setAdding(!adding)}
        >
          <PlusIcon size={15} aria-hidden />
        </button>
      </fieldset>
      {adding && (
        <NewFile
          taken={files.map(({ path }) => path)}
          onCancel={() => setAdding(false)}
          onAdd={(path) => {
            setAdding(false);
            onAdd(path);
          }}
        />
      )}
    </div>
  );
}

type NewFileProps = { taken: string[]; onAdd: (path: string) => void; onCancel: () => void };

function NewFile({ taken, onAdd, onCancel }: NewFileProps) {
  const t = useTranslations("editor");
  const [path, setPath] = useState("");
  const [problem, setProblem] = useState<string>();

  return (
    <form
      className="file-new"
      onSubmit={(event) => {
        event.preventDefault();
        const found = pathProblem(path, taken);
        if (found) setProblem(t(found));
        else onAdd(path);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <label htmlFor="new-file">{t("newPath")}</label>
      <input
        id="new-file"
        // biome-ignore lint/a11y/noAutofocus: the field appears because its button was pressed.
        autoFocus
        value={path}
        placeholder="nginx.conf"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? "new-file-problem" : undefined}
        onChange={(event) => setPath(event.target.value.trim())}
      />
      <button type="submit" className="button" data-size="small">
        {t("create")}
      </button>
      {problem && (
        <p id="new-file-problem" className="basis-full text-bad text-sm">
          {problem}
        </p>
      )}
    </form>
  );
}

function pathProblem(path: string, taken: string[]): "pathEmpty" | "pathTaken" | "pathOutside" | undefined {
  if (path === "") return "pathEmpty";
  const stands = (other: string) =>
    other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  if (taken.some(stands)) return "pathTaken";
  const parts = path.split("/");
  const outside =
    parts.some((part) => part === "" || part === "." || part === "..") || !/^[\w./@+-]+$/.test(path);
  return outside ? "pathOutside" : undefined;
}

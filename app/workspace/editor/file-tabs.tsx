"use client";

import { FolderTreeIcon, PlusIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { PathForm } from "../live/files/path-form.tsx";

type FileTabsProps = {
  /** Every path of the workspace that holds a text. */
  paths: string[];
  /** Those that have a tab. */
  open: string[];
  active: string;
  /** Errors by path. */
  problems: Map<string, number>;
  tree: { isShown: boolean; onShown: (shown: boolean) => void };
  onSelect: (path: string) => void;
  onAdd: (path: string) => void;
  onClose: (path: string) => void;
};

/** The open files; a new one by its path. All files are in the tree beside. */
export function FileTabs(props: FileTabsProps) {
  const { paths, open, active, problems, tree, onSelect, onAdd, onClose } = props;
  const t = useTranslations("editor");
  const [adding, setAdding] = useState(false);
  const list = useRef<HTMLFieldSetElement>(null);

  // Whichever file is shown, its tab is in sight.
  useEffect(() => {
    void list.current
      ?.querySelector("[data-active]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);

  return (
    <div className="file-tabs">
      <fieldset ref={list} className="file-list" aria-label={t("files")}>
        <button
          type="button"
          className="file-add"
          aria-pressed={tree.isShown}
          aria-label={t("tree")}
          title={t("tree")}
          onClick={() => tree.onShown(!tree.isShown)}
        >
          <FolderTreeIcon size={15} aria-hidden />
        </button>
        {open.map((path) => (
          <span key={path} className="file-tab" data-active={path === active || undefined}>
            <button type="button" aria-pressed={path === active} title={path} onClick={() => onSelect(path)}>
              {tabName(path, open)}
              {(problems.get(path) ?? 0) > 0 && (
                <span className="file-problems">
                  <span aria-hidden>{problems.get(path)}</span>
                  <span className="sr-only">{t("problemCount", { count: problems.get(path) ?? 0 })}</span>
                </span>
              )}
            </button>
            {path === active && open.length > 1 && (
              <button
                type="button"
                className="file-remove"
                aria-label={t("closeTab", { path })}
                title={t("closeTab", { path })}
                onClick={() => onClose(path)}
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
        <PathForm
          label={t("newPath")}
          submit={t("create")}
          placeholder="nginx.conf"
          taken={paths}
          onCancel={() => setAdding(false)}
          onPath={(path) => {
            setAdding(false);
            onAdd(path);
          }}
        />
      )}
    </div>
  );
}

/** The file's name; with its folders where another open one is called the same. */
function tabName(path: string, open: string[]): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return open.some((other) => other !== path && other.endsWith(`/${name}`)) || open.includes(name)
    ? path
    : name;
}

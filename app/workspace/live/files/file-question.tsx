"use client";

import { useTranslations } from "next-intl";
import type { FileAsking, Upload } from "./file-asking.ts";
import { PathForm } from "./path-form.tsx";
import { Question } from "./question.tsx";
import type { TreeNode } from "./tree-model.ts";

type FileQuestionProps = {
  asking: FileAsking;
  /** Paths of the workspace's files. */
  taken: string[];
  onRename: (node: TreeNode, to: string) => void;
  onFolder: (path: string) => void;
  onRemove: (node: TreeNode) => void;
  onUpload: (uploads: Upload[]) => void;
  onUnpack: (archives: File[]) => void;
  onLeave: () => void;
};

const listed = 4;

/** The question, or the field for a path, above the tree. */
export function FileQuestion({ asking, taken, onLeave, ...on }: FileQuestionProps) {
  const t = useTranslations("files");
  const names = (paths: string[]) => ({
    count: paths.length,
    files: paths.slice(0, listed).join(", ") + (paths.length > listed ? " …" : ""),
  });
  switch (asking.what) {
    case "rename": {
      const { node } = asking;
      return (
        <PathForm
          key={node.path}
          label={t("newName", { path: node.path })}
          submit={t("rename")}
          initial={node.path}
          taken={taken.filter((path) => path !== node.path && !path.startsWith(`${node.path}/`))}
          onCancel={onLeave}
          onPath={(to) => on.onRename(node, to)}
        />
      );
    }
    case "folder":
      return (
        <PathForm
          label={t("newFolder")}
          submit={t("create")}
          initial={asking.folder}
          taken={taken}
          onCancel={onLeave}
          onPath={on.onFolder}
        />
      );
    case "remove":
      return (
        <Question
          text={t(asking.node.kind === "folder" ? "removeFolderConfirm" : "removeConfirm", {
            path: asking.node.path,
          })}
          yes={t("removeYes")}
          onYes={() => on.onRemove(asking.node)}
          onNo={onLeave}
          onLeave={onLeave}
        />
      );
    case "overwrite":
      return (
        <Question
          text={t("overwriteConfirm", names(asking.uploads.map(({ path }) => path)))}
          yes={t("overwriteYes")}
          onYes={() => on.onUpload(asking.uploads)}
          onNo={onLeave}
          onLeave={onLeave}
        />
      );
    case "unpack":
      return (
        <Question
          text={t("unpackConfirm", names(asking.archives.map(({ name }) => name)))}
          yes={t("unpackYes")}
          no={t("unpackNo")}
          onYes={() => on.onUnpack(asking.archives)}
          onNo={() =>
            on.onUpload(asking.archives.map((file) => ({ file, path: `${asking.folder}${file.name}` })))
          }
          onLeave={onLeave}
        />
      );
  }
}

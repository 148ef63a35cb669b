"use client";

import { useTranslations } from "next-intl";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { DraftControl } from "../draft/use-draft.ts";
import { ChoiceDialog } from "./choice-dialog.tsx";
import { TwoVersions } from "./two-versions.tsx";

type DraftConflictDialogProps = {
  conflict: NonNullable<DraftControl["conflict"]>;
  onResolve: DraftControl["resolve"];
};

/** Two places wrote the same exercise. */
export function DraftConflictDialog({ conflict, onResolve }: DraftConflictDialogProps) {
  const t = useTranslations("conflict");
  const { mine, theirs } = conflict;
  const paths = [...new Set([...mine, ...theirs.files].map(({ path }) => path))];
  const differing = paths.filter((path) => contentOf(mine, path) !== contentOf(theirs.files, path));
  return (
    <ChoiceDialog
      title={t("title")}
      text={t("text")}
      mine={t("mine")}
      theirs={t("theirs")}
      onChoice={onResolve}
    >
      {differing.map((path, index) => (
        <details key={path} open={index === 0} className="mt-3">
          <summary>
            <code>{path}</code>
          </summary>
          <TwoVersions
            titles={{ mine: t("mineTitle"), theirs: t("theirsTitle") }}
            mine={contentOf(mine, path)}
            theirs={contentOf(theirs.files, path)}
          />
        </details>
      ))}
    </ChoiceDialog>
  );
}

function contentOf(files: WorkspaceFile[], path: string): string | null {
  return files.find((file) => file.path === path)?.content ?? null;
}

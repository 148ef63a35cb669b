"use client";

import { useTranslations } from "next-intl";
import type { UploadProgress } from "./use-file-work.ts";

type FilesSaidProps = { said: { text: string; isProblem: boolean }[]; progress: UploadProgress | undefined };

/** What came of the work with files, and how far an upload is. */
export function FilesSaid({ said, progress }: FilesSaidProps) {
  const t = useTranslations("files");
  return (
    <>
      {progress && (
        <label className="files-said">
          {t("uploading", { path: progress.path })}
          <progress value={progress.part} max={1} />
        </label>
      )}
      <div role="status">
        {said.map(({ text, isProblem }) => (
          <p key={text} className="files-said" data-problem={isProblem || undefined}>
            {text}
          </p>
        ))}
      </div>
    </>
  );
}

"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { FileEntry } from "../../../../lib/live/protocol.ts";
import type { Live } from "../use-live.ts";
import { kindOf } from "./tree-model.ts";

/** In place of the editor: a file of the sandbox that is no text, or too much of it. */
export function FileViewer({ live, entry }: { live: Live; entry: FileEntry }) {
  const t = useTranslations("files");
  const format = useFormatter();
  const kind = kindOf(entry);
  const name = entry.path.slice(entry.path.lastIndexOf("/") + 1);
  return (
    <div className="live-empty file-viewer">
      <h3>{entry.path}</h3>
      <p>
        {t(`viewer.${kind}`)} {t("bytes", { bytes: format.number(entry.size) })}
      </p>
      {entry.kind === "file" && (
        <a className="button" download={name} href={live.session.api.fileAddress(entry.path)}>
          {t("download")}
        </a>
      )}
    </div>
  );
}

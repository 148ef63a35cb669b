"use client";

import { useTranslations } from "next-intl";

type QuestionProps = {
  text: string;
  yes: string;
  no?: string;
  onYes: () => void;
  onNo: () => void;
  onLeave: () => void;
};

/** Asks in place of a dialog: what it is about is beside it. The safe answer has the focus. */
export function Question({ text, yes, no, onYes, onNo, onLeave }: QuestionProps) {
  const t = useTranslations("files");
  return (
    <div
      className="bar"
      role="alertdialog"
      aria-label={text}
      onKeyDown={(event) => {
        if (event.key === "Escape") onLeave();
      }}
    >
      <p>{text}</p>
      {/* biome-ignore lint/a11y/noAutofocus: the question appears because it was asked for; nothing is done yet. */}
      <button type="button" className="button" data-size="small" autoFocus onClick={onNo}>
        {no ?? t("no")}
      </button>
      <button type="button" className="button" data-size="small" onClick={onYes}>
        {yes}
      </button>
    </div>
  );
}

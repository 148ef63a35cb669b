"use client";

import { ChevronDownIcon, ChevronUpIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "../../../components/icon-button.tsx";
import type { XtermScreen } from "./make-screen.ts";
import { foundMarks } from "./terminal-theme.ts";

/** Finds text in what a terminal has printed. */
export function SearchBar({ screen, onClose }: { screen: XtermScreen; onClose: () => void }) {
  const { search } = screen;
  const t = useTranslations("terminal");
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ resultIndex: number; resultCount: number }>();

  useEffect(() => {
    const listening = search.onDidChangeResults(setFound);
    return () => listening.dispose();
  }, [search]);

  const find = (direction: "next" | "previous", wanted = text) => {
    const place = screen.terminal.element;
    const options = { decorations: place && foundMarks(place), incremental: wanted !== text };
    if (direction === "next") search.findNext(wanted, options);
    else search.findPrevious(wanted, options);
  };
  return (
    <search
      className="terminal-search"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
        if (event.key !== "Enter") return;
        event.preventDefault();
        find(event.shiftKey ? "next" : "previous");
      }}
    >
      <input
        className="field"
        // biome-ignore lint/a11y/noAutofocus: the field appears because its button or key was pressed.
        autoFocus
        aria-label={t("findText")}
        placeholder={t("findText")}
        value={text}
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          find("previous", event.target.value);
        }}
      />
      <span className="terminal-found" role="status">
        {text && found ? t("found", { index: found.resultIndex + 1, count: found.resultCount }) : ""}
      </span>
      <IconButton label={t("findPrevious")} onClick={() => find("previous")}>
        <ChevronUpIcon size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("findNext")} onClick={() => find("next")}>
        <ChevronDownIcon size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("findClose")} onClick={onClose}>
        <XIcon size={15} aria-hidden />
      </IconButton>
    </search>
  );
}

"use client";

import { SearchIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { Locale } from "../../lib/i18n/message.ts";
import type { SearchTexts } from "./search-texts.ts";

const SearchDialog = dynamic(() => import("./search-dialog.tsx").then((module) => module.SearchDialog), {
  ssr: false,
});

/** A link to the search page, which with JavaScript opens the dialog; so do Ctrl or ⌘ with K, and `/`. */
export function SearchButton({ locale, texts }: { locale: Locale; texts: SearchTexts }) {
  const [used, setUsed] = useState(false);
  const [open, setOpen] = useState(false);

  const show = () => {
    setUsed(true);
    setOpen(true);
  };

  // A shortcut of the whole page has no element to listen at.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!isShortcut(event) || isElsewhere(event.target)) return;
      event.preventDefault();
      show();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });

  return (
    <>
      <a
        href={`/${locale}/search`}
        className="search-button"
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          show();
        }}
      >
        <SearchIcon size={15} aria-hidden />
        <span>{texts.title}</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </a>
      {used && <SearchDialog locale={locale} texts={texts} open={open} onClose={() => setOpen(false)} />}
    </>
  );
}

function isShortcut({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key === "/" ? !(ctrlKey || metaKey || altKey) : key.toLowerCase() === "k" && (ctrlKey || metaKey);
}

/** Where keys have a meaning of their own: fields, the editor, the terminal; there Ctrl+K cuts the line. */
function isElsewhere(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable=true], .xterm, dialog") !== null
  );
}

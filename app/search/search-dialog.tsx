"use client";

import { SearchIcon, XIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import type { Locale } from "../../lib/i18n/message.ts";
import { Hit } from "./hit.tsx";
import type { SearchTexts } from "./search-texts.ts";
import { useSearch } from "./use-search.ts";

type SearchDialogProps = { locale: Locale; texts: SearchTexts; open: boolean; onClose: () => void };

/** Search as one types: the focus stays in the field, the arrow keys choose, Enter opens. */
export function SearchDialog({ locale, texts, open, onClose }: SearchDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const id = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const state = useSearch(query, locale);
  const { hits } = state;
  const current = Math.min(chosen, hits.length - 1);

  // A modal dialog has no property for it: it is opened by a call.
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
  }, [open]);

  const go = (href: string) => {
    dialog.current?.close();
    router.push(`/${locale}/${href}`);
  };

  const choose = (place: number) => {
    setChosen(place);
    list.current?.children[place]?.scrollIntoView({ block: "nearest" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter ends a Hangul syllable first.
    if (event.nativeEvent.isComposing || hits.length === 0) return;
    if (event.key === "ArrowDown") choose((current + 1) % hits.length);
    else if (event.key === "ArrowUp") choose((current - 1 + hits.length) % hits.length);
    else if (event.key === "Enter") go(hits[current]?.href ?? "search");
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      className="search-dialog"
      aria-label={texts.title}
      // A click beside it closes it.
      closedby="any"
      onClose={onClose}
    >
      <div className="search-field">
        <SearchIcon size={18} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label={texts.placeholder}
          aria-expanded={hits.length > 0}
          aria-controls={hits.length > 0 ? `${id}-hits` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
          placeholder={texts.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            choose(0);
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={texts.close}
          onClick={() => dialog.current?.close()}
        >
          <XIcon size={16} aria-hidden />
        </button>
      </div>
      <p className="sr-only" role="status">
        {hits.length > 0 && texts.count.replace("{count}", String(hits.length))}
      </p>
      {hits.length > 0 ? (
        <div ref={list} id={`${id}-hits`} role="listbox" aria-label={texts.title} className="search-hits">
          {hits.map((hit, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose among the options.
            <div
              key={hit.href}
              id={`${id}-${place}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === current}
              className="hit"
              onPointerMove={() => setChosen(place)}
              onClick={() => go(hit.href)}
            >
              <Hit hit={hit} kinds={texts.kinds} />
            </div>
          ))}
        </div>
      ) : (
        <Nothing state={state} texts={texts} onTry={setQuery} />
      )}
      <div className="search-foot">
        <span aria-hidden>
          <kbd>↑</kbd> <kbd>↓</kbd> {texts.move} <kbd>↵</kbd> {texts.open} <kbd>esc</kbd> {texts.close}
        </span>
        {hits.length > 0 && (
          <a className="text-link" href={`/${locale}/search?${new URLSearchParams({ q: state.query })}`}>
            {texts.all}
          </a>
        )}
      </div>
    </dialog>
  );
}

type NothingProps = {
  state: ReturnType<typeof useSearch>;
  texts: SearchTexts;
  onTry: (query: string) => void;
};

/** Before anything was asked, when nothing was found, and when the search itself failed. */
function Nothing({ state, texts, onTry }: NothingProps) {
  const said = state.failed ? texts.failed : texts.none.replace("{query}", state.query);
  return (
    <div className="search-nothing">
      <p>{state.query === "" ? texts.lead : said}</p>
      {state.query !== "" && !state.failed && <p className="text-soft">{texts.noneRemedy}</p>}
      <p className="search-examples">
        <span>{texts.tryLabel}</span>
        {texts.examples.map((example) => (
          <button
            key={example}
            type="button"
            className="button"
            data-size="small"
            onClick={() => onTry(example)}
          >
            {example}
          </button>
        ))}
      </p>
    </div>
  );
}

import { useEffect, useState } from "react";
import type { SearchHit } from "../../lib/content/search/search.ts";
import type { Locale } from "../../lib/i18n/message.ts";

export type SearchState = { query: string; hits: SearchHit[]; failed: boolean };

const pause = 120;
const nothing: SearchState = { query: "", hits: [], failed: false };

/** The hits for what is typed, once typing pauses; those before stay until the new ones are there. */
export function useSearch(query: string, locale: Locale): SearchState {
  const [state, setState] = useState(nothing);
  const asked = query.trim();

  // The server is asked when typing pauses; an answer that comes too late is dropped.
  useEffect(() => {
    if (asked === "") return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const address = `/api/search?${new URLSearchParams({ q: asked.slice(0, 200), locale })}`;
        const response = await fetch(address, { signal: controller.signal });
        if (!response.ok) throw new Error(`the search answered ${response.status}`);
        const { hits }: { hits: SearchHit[] } = await response.json();
        setState({ query: asked, hits, failed: false });
      } catch {
        if (!controller.signal.aborted) setState({ query: asked, hits: [], failed: true });
      }
    }, pause);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, locale]);

  return asked === "" ? nothing : state;
}

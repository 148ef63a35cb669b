"use client";

import type { AbstractIntlMessages } from "next-intl";
import { type ReactNode, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import { loadAgain } from "../../components/load-again.ts";
import { editsOf } from "./edits.ts";
import { outputColumns } from "./output-columns.ts";
import { RunsProvider } from "./run-context.ts";
import type { RunPart } from "./run-part.tsx";

type RunPlaceProps = {
  place: string;
  locale: Locale;
  /** Of what is loaded later. */
  messages: AbstractIntlMessages;
  children: ReactNode;
};

/**
 * A lesson whose blocks can be run. What that takes is loaded at the first run, or at once where this browser has run
 * something in the lesson before: its sandbox may still be there.
 */
export function RunPlace({ place, locale, messages, children }: RunPlaceProps) {
  const [part, setPart] = useState<RunPart>();
  const [loading, setLoading] = useState<string>();

  const edits = useMemo(() => editsOf(`${place}.${locale}`, () => localStorage), [place, locale]);

  const load = useCallback(async () => {
    const { openRunPart } = await loadAgain(() => import("./run-part.tsx"));
    return openRunPart({ place, locale, messages, edits });
  }, [place, locale, messages, edits]);

  useEffect(() => {
    if (localStorage.getItem(keyOf(place)) === null) return;
    let gone = false;
    void load().then((loaded) => gone || setPart((before) => before ?? loaded));
    return () => {
      gone = true;
    };
  }, [load, place]);

  useEffect(() => part?.session.live.begin(), [part]);

  const busy = useSyncExternalStore(
    part?.session.subscribe ?? subscribeNobody,
    () => part?.session.snapshot().busy,
    () => undefined,
  );

  const run = useCallback(
    async (block: string, within: Element | null) => {
      const columns = outputColumns(within);
      localStorage.setItem(keyOf(place), "run");
      if (part) return part.session.run(block, columns);
      setLoading(block);
      try {
        const loaded = await load();
        setPart(loaded);
        void loaded.session.run(block, columns);
      } finally {
        setLoading(undefined);
      }
    },
    [part, load, place],
  );

  const runs = useMemo(
    () => ({
      part,
      busy,
      loading,
      edits,
      locale,
      messages,
      run: (block: string, within: Element | null) => void run(block, within),
    }),
    [part, busy, loading, edits, locale, messages, run],
  );
  return (
    <RunsProvider value={runs}>
      {children}
      {part && <part.Strip />}
    </RunsProvider>
  );
}

function keyOf(place: string): string {
  return `composelab.run.${place}`;
}

function subscribeNobody(): () => void {
  return () => {};
}

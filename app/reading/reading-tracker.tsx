"use client";

import { useEffect, useRef } from "react";
import { formatReading, parseReading, type ReadingRecord, readingCookie } from "./reading-record.ts";
import { useHeadingInView } from "./use-heading-in-view.ts";

type ReadingTrackerProps = { path: string; headings: { id: string }[] };

/** Stands at the end of a lesson: notes which heading is being read, and, once the end is seen, that it was read. */
export function ReadingTracker({ path, headings }: ReadingTrackerProps) {
  const end = useRef<HTMLDivElement>(null);
  const section = useHeadingInView(headings);

  // The record is the browser's.
  useEffect(() => {
    note(({ finished, place, section: left }) => {
      const here = section ?? (place === path ? left : undefined);
      return { finished, place: path, ...(here && { section: here }) };
    });
  }, [path, section]);

  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      note((record) => ({ ...record, finished: [...record.finished.filter((done) => done !== path), path] }));
      observer.disconnect();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [path]);

  return <div ref={end} aria-hidden />;
}

function note(change: (record: ReadingRecord) => ReadingRecord) {
  const pattern = new RegExp(`(?:^|; )${readingCookie}=([^;]*)`);
  const record = change(parseReading(pattern.exec(document.cookie)?.[1]));
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
  document.cookie = `${readingCookie}=${formatReading(record)}; path=/; max-age=31536000; samesite=lax`;
}

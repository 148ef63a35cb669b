"use client";

import { useEffect, useRef } from "react";
import { formatReading, parseReading, readingCookie } from "./reading-record.ts";

/** Stands at the end of a lesson: notes that it was opened, and, once it is seen, that it was read. */
export function ReadingTracker({ path }: { path: string }) {
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    note(path, false);
    if (!end.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      note(path, true);
      observer.disconnect();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [path]);

  return <div ref={end} aria-hidden />;
}

function note(path: string, finished: boolean) {
  const pattern = new RegExp(`(?:^|; )${readingCookie}=([^;]*)`);
  const record = parseReading(pattern.exec(document.cookie)?.[1]);
  const done = record.finished.filter((entry) => entry !== path);
  const known = record.finished.includes(path);
  const next = { place: path, finished: finished || known ? [...done, path] : done };
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
  document.cookie = `${readingCookie}=${formatReading(next)}; path=/; max-age=31536000; samesite=lax`;
}

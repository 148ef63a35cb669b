"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Draws the page anew when its author saves; where the reader looks stays in place. */
export function AuthorReload({ lesson }: { lesson: string }) {
  const router = useRouter();

  useEffect(() => {
    const source = new EventSource(`/api/author/changes?lesson=${encodeURIComponent(lesson)}`);
    source.addEventListener("changed", () => router.refresh());
    return () => source.close();
  }, [lesson, router]);

  return null;
}

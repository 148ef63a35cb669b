"use client";

import { useSyncExternalStore } from "react";

const query = "(min-width: 64rem)";

/** Whether there is room for columns. The server assumes a desk. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
    () => true,
  );
}

"use client";

import { useSyncExternalStore } from "react";

/** `tabs`: one panel at a time; `two`: two columns; `three`: all panels beside each other. */
export type Room = "tabs" | "two" | "three";

const queries = { two: "(min-width: 64rem)", three: "(min-width: 76rem)" };

/** How many columns there is room for. The server assumes a desk. */
export function useRoom(): Room {
  return useSyncExternalStore(
    (changed) => {
      const media = Object.values(queries).map((query) => window.matchMedia(query));
      for (const list of media) list.addEventListener("change", changed);
      return () => {
        for (const list of media) list.removeEventListener("change", changed);
      };
    },
    () => {
      if (window.matchMedia(queries.three).matches) return "three";
      return window.matchMedia(queries.two).matches ? "two" : "tabs";
    },
    () => "three",
  );
}

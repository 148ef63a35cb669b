"use client";

import { useSyncExternalStore } from "react";

/** Times stand in the reader's own zone, which only the browser knows. */
export function useReadersZone(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
}

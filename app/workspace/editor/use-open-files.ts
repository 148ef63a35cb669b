"use client";

import { useMemo, useState } from "react";

const openAtFirst = 5;

/** Which files have a tab: the first few, and then those that were opened and not closed. */
export function useOpenFiles(
  paths: string[],
  active: string,
): { open: string[]; note: (path: string) => void; close: (path: string) => string | undefined } {
  const [chosen, setChosen] = useState<string[]>();
  const open = useMemo(() => {
    const known = (chosen ?? paths.slice(0, openAtFirst)).filter((path) => paths.includes(path));
    return known.includes(active) || active === "" ? known : [...known, active];
  }, [chosen, paths, active]);
  return {
    open,
    note: (path) => setChosen(open.includes(path) ? open : [...open, path]),
    /** Returns the tab that takes its place. */
    close: (path) => {
      const rest = open.filter((other) => other !== path);
      setChosen(rest);
      return rest[Math.min(open.indexOf(path), rest.length - 1)];
    },
  };
}

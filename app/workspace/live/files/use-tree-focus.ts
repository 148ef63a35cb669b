"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";
import { focusAfterDrawing } from "./tree-focus.ts";

type TreeFocus = {
  tree: RefObject<HTMLElement | null>;
  rows: readonly string[];
  current: string | undefined;
  wanted: string | undefined;
  /** The row that was wanted is there. */
  onArrived: () => void;
};

/**
 * Keeps the keyboard's focus in the tree while its rows come and go: whoever has only a keyboard would else be nowhere.
 * What it returns is to be put on the tree.
 */
export function useTreeFocus({ tree, rows, current, wanted, onArrived }: TreeFocus) {
  const hadFocus = useRef(false);
  // After each drawing, whatever the cause: any may have removed the row with the focus.
  useLayoutEffect(() => {
    const active = document.activeElement;
    const isInside = tree.current?.contains(active) ?? false;
    const focus = isInside ? "tree" : active === document.body || active === null ? "nowhere" : "elsewhere";
    const path = focusAfterDrawing({ rows, current, wanted, hadFocus: hadFocus.current, focus });
    if (path !== undefined) rowOf(tree.current, path)?.focus();
    if (wanted !== undefined && rows.includes(wanted)) onArrived();
  });
  return {
    onFocus: () => {
      hadFocus.current = true;
    },
    // React says nothing of a focus that is lost by its own drawing: this is somebody who goes elsewhere.
    onBlur: () => {
      hadFocus.current = false;
    },
  };
}

export function rowOf(tree: HTMLElement | null, path: string): HTMLElement | null | undefined {
  return tree?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
}

"use client";

import { useEffect, useRef } from "react";

export type StageActions = Record<
  "next" | "previous" | "first" | "last" | "main" | "leave" | Letter,
  () => void
>;

type Letter = "overview" | "results" | "clock" | "blank" | "fullScreen" | "help";

const letters: Partial<Record<string, Letter>> = {
  o: "overview",
  r: "results",
  t: "clock",
  b: "blank",
  f: "fullScreen",
  "?": "help",
};

/** What takes keys itself. */
const ownKeys = "input, textarea, select, [contenteditable=true], .xterm, .cm-editor, dialog";

/** Keys of the whole window, and of the remote control, which presses Page Up and Page Down. */
export function useStageKeys(actions: StageActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : undefined;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(ownKeys)) return;
      const action = actionOf(event, target);
      if (!action) return;
      event.preventDefault();
      // Before anything on the screen has it: a drawing that is stepped through knows these keys, too.
      event.stopPropagation();
      latest.current[action]();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, []);
}

function actionOf(event: KeyboardEvent, target: Element | undefined): keyof StageActions | undefined {
  const { key, shiftKey } = event;
  const isPressable = target?.closest("button, a, summary") !== null && target !== undefined;
  if (key === "ArrowRight" || key === "ArrowDown" || key === "PageDown") return "next";
  if (key === "ArrowLeft" || key === "ArrowUp" || key === "PageUp") return "previous";
  if (key === " " && !isPressable) return shiftKey ? "previous" : "next";
  if (key === "Enter" && !isPressable) return "main";
  if (key === "Home") return "first";
  if (key === "End") return "last";
  if (key === "Escape") return "leave";
  // With Hangul switched on, the key says its syllable: what stands on it is the same.
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : key;
  return letters[letter];
}

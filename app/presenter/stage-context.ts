"use client";

import { createContext, useContext } from "react";

export type StageState = {
  /** Index of the screen that is on. */
  at: number;
  /** The screens that have been on: what runs in them keeps its size. */
  seen: ReadonlySet<number>;
};

const StageContext = createContext<StageState>({ at: 0, seen: new Set([0]) });

export const StageProvider = StageContext.Provider;

export function useStage(): StageState {
  return useContext(StageContext);
}

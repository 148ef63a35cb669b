"use client";

import type { AbstractIntlMessages } from "next-intl";
import { createContext, useContext } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import type { Edits } from "./edits.ts";
import type { RunPart } from "./run-part.tsx";

/** What the blocks of a page share. */
export type Runs = {
  /** Everything that is only needed once something runs; loaded then. */
  part: RunPart | undefined;
  /** The block that is going on. */
  busy: string | undefined;
  /** The block for which the part is being loaded. */
  loading: string | undefined;
  /** @param within whose width the output will have. */
  edits: Edits;
  locale: Locale;
  /** Of what is loaded later. */
  messages: AbstractIntlMessages;
  run: (block: string, within: Element | null) => void;
};

const RunsContext = createContext<Runs | undefined>(undefined);

export const RunsProvider = RunsContext.Provider;

/** Undefined where nothing can be run, as in an exercise's brief. */
export function useRuns(): Runs | undefined {
  return useContext(RunsContext);
}

"use client";

import { type AbstractIntlMessages, NextIntlClientProvider } from "next-intl";
import type { ComponentType, ReactNode } from "react";
import type { Locale } from "../../../lib/i18n/message.ts";
import { StackPane } from "../stack/stack-pane.tsx";
import type { Edits } from "./edits.ts";
import { RunPane } from "./run-pane.tsx";
import { type RunSession, runSession } from "./run-session.ts";
import { SandboxStrip } from "./sandbox-strip.tsx";

/** What a page needs once something runs in it. */
export type RunPart = {
  session: RunSession;
  /** The output of a block. */
  Pane: ComponentType<{ block: string; fails: boolean }>;
  /** What runs of a folder's project. */
  Stack: ComponentType<{ folder: string; as: "picture" | "kubernetes"; empty: ReactNode }>;
  /** How the sandbox stands. */
  Strip: ComponentType;
};

export function openRunPart({
  place,
  locale,
  messages,
  edits,
}: {
  place: string;
  locale: Locale;
  messages: AbstractIntlMessages;
  edits: Edits;
}): RunPart {
  const session = runSession(place, locale, edits);
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const provider = { locale, messages, timeZone };
  return {
    session,
    Pane: ({ block, fails }) => (
      <NextIntlClientProvider {...provider}>
        <RunPane block={block} fails={fails} session={session} />
      </NextIntlClientProvider>
    ),
    Stack: (props) => (
      <NextIntlClientProvider {...provider}>
        <StackPane {...props} session={session} />
      </NextIntlClientProvider>
    ),
    Strip: () => (
      <NextIntlClientProvider {...provider}>
        <SandboxStrip session={session} />
      </NextIntlClientProvider>
    ),
  };
}

"use client";

import type { ReactNode } from "react";
import { useRuns } from "../run/run-context.ts";

type YourStackProps = { folder: string; as: "picture" | "kubernetes"; label: string; empty: ReactNode };

/** What the reader has running of a folder. How it is drawn comes with the first run. */
export function YourStack({ folder, as, label, empty }: YourStackProps) {
  const Stack = useRuns()?.part?.Stack;
  return (
    <section className="your-stack print:hidden" aria-label={label}>
      <p className="your-stack-title">{label}</p>
      {Stack ? <Stack folder={folder} as={as} empty={empty} /> : empty}
    </section>
  );
}

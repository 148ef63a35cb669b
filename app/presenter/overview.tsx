"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { PlannedScreen } from "./plan.ts";
import { StageDialog } from "./stage-dialog.tsx";

type OverviewProps = {
  screens: PlannedScreen[];
  at: number;
  onGo: (index: number) => void;
  onClose: () => void;
};

/** All screens by lesson, to go to one. */
export function Overview({ screens, at, onGo, onClose }: OverviewProps) {
  const t = useTranslations("presenter");
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => current.current?.focus(), []);
  const entries = screens.map((screen, index) => ({ ...screen, index }));
  const lessons = [...new Set(screens.map(({ lesson }) => lesson))].map((lesson) =>
    entries.filter((entry) => entry.lesson === lesson),
  );
  return (
    <StageDialog title={t("overview")} onClose={onClose}>
      <div className="stage-overview">
        {lessons.map((within) => (
          <section key={within[0]?.lesson}>
            <h3>{within[0]?.lessonTitle}</h3>
            <ol>
              {headsOf(within).map(({ index, title, count }) => {
                const isCurrent = at >= index && at < index + count;
                return (
                  <li key={index}>
                    <button
                      ref={isCurrent ? current : undefined}
                      type="button"
                      aria-current={isCurrent || undefined}
                      onClick={() => onGo(index)}
                    >
                      <span>{index + 1}</span>
                      {title}
                      {count > 1 && <small> ×{count}</small>}
                    </button>
                  </li>
                );
              })}
            </ol>
          </section>
        ))}
      </div>
    </StageDialog>
  );
}

type Entry = PlannedScreen & { index: number };

/** The first screen under each heading, with how many there are. */
function headsOf(entries: Entry[]): (Entry & { count: number })[] {
  const heads: (Entry & { count: number })[] = [];
  for (const entry of entries) {
    const last = heads.at(-1);
    if (last && last.title === entry.title && last.section === entry.section) last.count += 1;
    else heads.push({ ...entry, count: 1 });
  }
  return heads;
}

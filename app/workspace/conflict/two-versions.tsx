"use client";

import { useTranslations } from "next-intl";
import { type DiffRow, diffLines } from "./line-diff.ts";

type Side = "mine" | "theirs";
/** Null where there is no such file. */
type TwoVersionsProps = { titles: Record<Side, string> } & Record<Side, string | null>;

/** Two versions of a file beside each other, with the lines marked in which they differ. */
export function TwoVersions({ titles, mine, theirs }: TwoVersionsProps) {
  const t = useTranslations("files.conflict");
  const rows = mine !== null && theirs !== null ? diffLines(mine, theirs) : undefined;
  const texts = { mine, theirs };
  return (
    <div className="versions">
      {(["mine", "theirs"] as const).map((side) => (
        <section key={side} aria-label={titles[side]}>
          <h3>{titles[side]}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
          <pre tabIndex={0}>
            {rows?.map((row, index) => <Line key={index} row={row} side={side} />) ?? (
              <span className="version-line">{texts[side] ?? t("removed")}</span>
            )}
          </pre>
        </section>
      ))}
    </div>
  );
}

function Line({ row, side }: { row: DiffRow; side: Side }) {
  const t = useTranslations("files.conflict");
  if (row.kind === "same") return <span className="version-line">{row.text}</span>;
  if (row.kind === "skipped") {
    return (
      <span className="version-line" data-kind="skipped">
        {t("sameLines", { count: row.count })}
      </span>
    );
  }
  const text = row[side];
  if (text === null) return <span className="version-line" data-kind="absent" />;
  return <mark className="version-line">{text}</mark>;
}

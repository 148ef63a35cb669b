import type { ReactNode } from "react";
import { isStart } from "../../lib/content/translation.ts";
import { type LessonPlace, sectionId } from "./lesson-place.ts";
import type { LessonTexts, PropsOf } from "./texts.ts";

/** Headings that are links to themselves, with a note on sections whose translation is behind. */
export function headingComponents({ among, stale }: LessonPlace, t: LessonTexts) {
  const ownId = (id = "") => (among ? sectionId(among, id) : id);
  const link = (id: string | undefined, children: ReactNode) => (
    <a href={`#${ownId(id)}`} className="heading-link">
      {children}
    </a>
  );
  const note = (id: string | undefined) =>
    id && stale?.sections.includes(id) && <StaleNote original={`${stale.original}#${id}`} t={t} />;
  return {
    h2: ({ id, children }: PropsOf<"h2">) => (
      <>
        <h2 id={ownId(id)}>{link(id, children)}</h2>
        {note(id)}
      </>
    ),
    h3: ({ id, children }: PropsOf<"h3">) => (
      <>
        <h3 id={ownId(id)}>{link(id, children)}</h3>
        {note(id)}
      </>
    ),
  };
}

/** The same for what stands above the first heading. */
export function StaleStart({ stale, t }: { stale: LessonPlace["stale"]; t: LessonTexts }) {
  return stale?.sections.some(isStart) ? <StaleNote original={stale.original} t={t} /> : null;
}

function StaleNote({ original, t }: { original: string; t: LessonTexts }) {
  return (
    <p className="stale-note">
      {t("stale")}{" "}
      <a href={original} hrefLang="ko">
        {t("original")}
      </a>
    </p>
  );
}

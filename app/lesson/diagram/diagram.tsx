import type { DiagramProps } from "../../../lib/content/mdx/components.ts";
import { type LessonPlace, sectionId } from "../lesson-place.ts";
import { ScrollBox } from "../scroll-box.tsx";
import type { LessonTexts } from "../texts.ts";
import { EditButton } from "./edit-button.tsx";
import { EnlargeButton } from "./enlarge-button.tsx";
import { StepPlayer } from "./step-player.tsx";

/** A pre-drawn diagram with room reserved for it, its reading in words, and a larger view. */
export function diagramComponent({ among }: LessonPlace, t: LessonTexts) {
  const editor = {
    source: t("diagram.source"),
    drawing: t("diagram.drawing"),
    hint: t("diagram.hint"),
    failed: t("diagram.failed"),
    reset: t("diagram.reset"),
    copy: t("code.copy"),
    copied: t("code.copied"),
    close: t("diagram.close"),
  };
  const player = {
    start: t("diagram.play"),
    previous: t("diagram.previous"),
    next: t("diagram.next"),
    stop: t("diagram.stop"),
  };
  return function Diagram(diagram: DiagramProps) {
    const { id, title, caption, width, height, kind, description, targets, source } = diagram;
    // Numbered within its lesson only.
    const svg = among ? diagram.svg.replaceAll(id, sectionId(among, id)) : diagram.svg;
    return (
      <figure className="diagram">
        <ScrollBox label={title} className="diagram-scroll">
          <div
            className="diagram-drawing"
            style={{
              aspectRatio: `${width} / ${height}`,
              maxWidth: `${width}px`,
              minWidth: `${Math.round(width * 0.72)}px`,
            }}
            // Drawn and sanitised by our own build of the content.
            dangerouslySetInnerHTML={{ __html: svg }}
          />
        </ScrollBox>
        <figcaption>
          <span className="diagram-caption">{caption ?? title}</span>
          <span className="diagram-tools">
            {targets.length > 1 && (
              <StepPlayer
                kind={kind}
                title={title}
                steps={description.slice(1)}
                targets={targets}
                labels={player}
              />
            )}
            <EnlargeButton label={t("diagram.enlarge")} close={t("diagram.close")} title={title} />
            <EditButton label={t("diagram.edit")} title={title} source={source} texts={editor} />
          </span>
        </figcaption>
        <details className="diagram-words">
          <summary>
            {t("diagram.inWords")}
            <span className="sr-only"> {title}</span>
          </summary>
          <ul>
            {description.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      </figure>
    );
  };
}

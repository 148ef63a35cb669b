import type { DiagramProps } from "../../lib/content/mdx/components.ts";
import { EnlargeButton } from "./enlarge-button.tsx";
import { ScrollBox } from "./scroll-box.tsx";
import type { LessonTexts } from "./texts.ts";

/** A pre-drawn diagram with room reserved for it, its reading in words, and a larger view. */
export function diagramComponent(t: LessonTexts) {
  return function Diagram({ title, caption, svg, width, height, description }: DiagramProps) {
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
          <EnlargeButton label={t("diagram.enlarge")} close={t("diagram.close")} title={title} />
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

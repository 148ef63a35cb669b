import { CogIcon, InfoIcon, LightbulbIcon, MessagesSquareIcon, TriangleAlertIcon } from "lucide-react";
import type { LessonTexts, PropsOf } from "./texts.ts";

const calloutIcons = { note: InfoIcon, tip: LightbulbIcon, pitfall: TriangleAlertIcon, engine: CogIcon };

/** The blocks of a lesson that are neither code nor links. */
export function blockComponents(t: LessonTexts) {
  return {
    Callout({ kind, title, children }: PropsOf<"Callout">) {
      const Icon = calloutIcons[kind];
      return (
        <aside className="callout" data-kind={kind}>
          <p className="callout-title">
            <Icon size={16} aria-hidden />
            <span>{t(`callout.${kind}`)}</span>
            {title && <strong>{title}</strong>}
          </p>
          {children}
        </aside>
      );
    },
    Cards: ({ children }: PropsOf<"Cards">) => <div className="cards">{children}</div>,
    Card({ title, subtitle, children }: PropsOf<"Card">) {
      return (
        <section className="card">
          <p className="card-title">
            {title}
            {subtitle && <span>{subtitle}</span>}
          </p>
          {children}
        </section>
      );
    },
    Tree: ({ children }: PropsOf<"Tree">) => <div className="tree">{children}</div>,
    Steps: ({ children }: PropsOf<"Steps">) => <ol className="steps">{children}</ol>,
    Step({ title, children }: PropsOf<"Step">) {
      return (
        <li>
          <p className="step-title">{title}</p>
          {children}
        </li>
      );
    },
    Figure({ caption, children }: PropsOf<"Figure">) {
      return (
        <figure className="plain-figure">
          {children}
          <figcaption>{caption}</figcaption>
        </figure>
      );
    },
    Prompt({ id, ask, children }: PropsOf<"Prompt">) {
      return (
        <section className="prompt" aria-labelledby={`prompt-${id}`}>
          <p className="prompt-label">
            <MessagesSquareIcon size={16} aria-hidden />
            {t("prompt")}
          </p>
          <p className="prompt-ask" id={`prompt-${id}`}>
            {ask}
          </p>
          {children}
        </section>
      );
    },
    Question({ ask, children }: PropsOf<"Question">) {
      return (
        <details className="question">
          <summary>
            <span className="question-label">{t("question")}</span>
            {ask}
          </summary>
          <div>{children}</div>
        </details>
      );
    },
  };
}

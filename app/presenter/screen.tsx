"use client";

import { ChevronDownIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { ScreenKind } from "./blocks.ts";
import { fit, hasBelow, scrolled } from "./fit.ts";
import { useStage } from "./stage-context.ts";

type ScreenProps = { index: number; id: string; kind: ScreenKind; head?: ReactNode; children: ReactNode };

/** One screen. Those that were on stay laid out, so that a terminal in them keeps its size. */
export function Screen({ index, id, kind, head, children }: ScreenProps) {
  const { at, seen } = useStage();
  const body = useRef<HTMLDivElement>(null);
  const isOn = index === at;
  const [isMore, setMore] = useState(false);
  const t = useTranslations("presenter");

  useLayoutEffect(() => {
    const element = body.current;
    if (!isOn || !element) return;
    const look = () => setMore(hasBelow(scrolled(element)));
    const again = () => {
      fit(element);
      look();
    };
    again();
    // What runs grows, and so does what comes of a class.
    const grown = new ResizeObserver(look);
    for (const part of element.querySelectorAll(".screen-zoom > *")) grown.observe(part);
    // Fonts may come later; an answer that opens makes the screen longer.
    void document.fonts.ready.then(again);
    window.addEventListener("resize", again);
    element.addEventListener("toggle", again, true);
    element.addEventListener("scroll", look, true);
    return () => {
      grown.disconnect();
      window.removeEventListener("resize", again);
      element.removeEventListener("toggle", again, true);
      element.removeEventListener("scroll", look, true);
    };
  }, [isOn]);

  return (
    <section
      className="screen"
      data-screen={id}
      data-kind={kind}
      data-state={isOn ? "on" : "off"}
      hidden={!isOn && !seen.has(index)}
      tabIndex={-1}
    >
      {head}
      <div ref={body} className="screen-body">
        <div className="screen-zoom">{children}</div>
      </div>
      {isMore && (
        <p className="screen-more" aria-hidden>
          <ChevronDownIcon size={16} />
          {t("more")}
        </p>
      )}
    </section>
  );
}

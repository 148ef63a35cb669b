"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { ScreenKind } from "./blocks.ts";
import { fit } from "./fit.ts";
import { useStage } from "./stage-context.ts";

type ScreenProps = { index: number; id: string; kind: ScreenKind; head?: ReactNode; children: ReactNode };

/** One screen. Those that were on stay laid out, so that a terminal in them keeps its size. */
export function Screen({ index, id, kind, head, children }: ScreenProps) {
  const { at, seen } = useStage();
  const body = useRef<HTMLDivElement>(null);
  const isOn = index === at;

  useLayoutEffect(() => {
    const element = body.current;
    if (!isOn || !element) return;
    const again = () => fit(element);
    again();
    // Fonts may come later; an answer that opens makes the screen longer.
    void document.fonts.ready.then(again);
    window.addEventListener("resize", again);
    element.addEventListener("toggle", again, true);
    return () => {
      window.removeEventListener("resize", again);
      element.removeEventListener("toggle", again, true);
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
    </section>
  );
}

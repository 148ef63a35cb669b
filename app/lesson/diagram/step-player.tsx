"use client";

import { ChevronLeftIcon, ChevronRightIcon, StepForwardIcon, XIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "../../components/icon-button.tsx";
import { partsOf } from "./parts.ts";

type StepPlayerProps = {
  /** A sequence grows message by message; of a flowchart each step is lit. */
  kind: string;
  title: string;
  steps: string[];
  targets: string[];
  labels: { start: string; previous: string; next: string; stop: string };
};

/** Plays the drawing of the surrounding figure one step at a time, each with its sentence. */
export function StepPlayer({ kind, title, steps, targets, labels }: StepPlayerProps) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<number>();

  // The drawing is no element of React's: it came as a text.
  useEffect(() => {
    const svg = box.current?.closest("figure")?.querySelector<SVGElement>("svg[role]");
    if (!svg || place === undefined) return;
    show(svg, kind, targets, place);
    return () => clear(svg);
  }, [kind, targets, place]);

  if (place === undefined) {
    return (
      <div ref={box}>
        <button type="button" className="diagram-tool" onClick={() => setPlace(0)}>
          <StepForwardIcon size={14} aria-hidden />
          {labels.start}
          <span className="sr-only"> {title}</span>
        </button>
      </div>
    );
  }

  const go = (to: number) => setPlace(Math.min(Math.max(to, 0), steps.length - 1));
  return (
    <div
      ref={box}
      role="toolbar"
      aria-label={`${labels.start}: ${title}`}
      className="step-player"
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") go(place + 1);
        else if (event.key === "ArrowLeft") go(place - 1);
        else if (event.key === "Home") go(0);
        else if (event.key === "End") go(steps.length - 1);
        else if (event.key === "Escape") setPlace(undefined);
        else return;
        event.preventDefault();
      }}
    >
      <IconButton label={labels.previous} aria-disabled={place === 0} onClick={() => go(place - 1)}>
        <ChevronLeftIcon size={18} aria-hidden />
      </IconButton>
      <span className="tabular-nums">
        {place + 1} / {steps.length}
      </span>
      {/* Focused, since the button that was pressed has gone and its keys go on here. */}
      <IconButton
        autoFocus
        label={labels.next}
        aria-disabled={place === steps.length - 1}
        onClick={() => go(place + 1)}
      >
        <ChevronRightIcon size={18} aria-hidden />
      </IconButton>
      <p role="status">{steps[place]}</p>
      <IconButton label={labels.stop} onClick={() => setPlace(undefined)}>
        <XIcon size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function show(svg: SVGElement, kind: string, targets: string[], place: number): void {
  svg.dataset.playing = kind;
  for (const [index, target] of targets.entries()) {
    const state = index === place ? "now" : index < place ? "before" : "after";
    if (index !== place) for (const part of partsOf(svg, target)) part.setAttribute("data-step", state);
  }
  // Last, since a part may belong to several steps.
  for (const part of partsOf(svg, targets[place] ?? "none")) part.setAttribute("data-step", "now");
}

function clear(svg: SVGElement): void {
  delete svg.dataset.playing;
  for (const part of svg.querySelectorAll("[data-step]")) part.removeAttribute("data-step");
}

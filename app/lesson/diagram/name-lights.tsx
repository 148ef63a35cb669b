"use client";

import { useEffect, useRef } from "react";
import { namedParts } from "./parts.ts";

/** Stands in a lesson: a name in its text, pointed at, lights up in the drawings that are in sight. */
export function NameLights() {
  const place = useRef<HTMLSpanElement>(null);

  // One listener on the text for all of its names; the drawings are no elements of React's.
  useEffect(() => {
    const text = place.current?.closest("article");
    if (!text) return;
    let lit: Element[] = [];
    const look = (event: PointerEvent) => {
      for (const part of lit) part.removeAttribute("data-lit");
      const code = event.target instanceof Element ? event.target.closest(":not(pre) > code") : null;
      const name = code?.textContent?.trim().toLowerCase();
      lit = name
        ? [...text.querySelectorAll<SVGElement>(".diagram svg[role]")].flatMap((svg) => called(svg, name))
        : [];
      for (const part of lit) part.setAttribute("data-lit", "");
    };
    text.addEventListener("pointerover", look);
    return () => text.removeEventListener("pointerover", look);
  }, []);

  return <span ref={place} hidden />;
}

function called(svg: SVGElement, name: string): Element[] {
  const { top, bottom } = svg.getBoundingClientRect();
  if (bottom < 0 || top > window.innerHeight) return [];
  return namedParts(svg).filter((part) => rowsOf(part).includes(name));
}

/** A label's rows: a box may say what it is in one and its name in another. */
function rowsOf(part: Element): string[] {
  return [...part.querySelectorAll("tspan, text")].map((row) => row.textContent?.trim().toLowerCase() ?? "");
}

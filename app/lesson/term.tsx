"use client";

import { type ReactNode, useId, useRef } from "react";

type TermProps = { href: string; term: string; definition: string; children?: ReactNode };

/** A word of the glossary: its meaning on hover and focus, its entry by a click. */
export function Term({ href, term, definition, children }: TermProps) {
  const id = useId();
  const bubble = useRef<HTMLSpanElement>(null);

  // The bubble opens by CSS alone; here it is only kept inside the window.
  const keepInside = () => {
    const element = bubble.current;
    if (!element) return;
    element.style.setProperty("--shift", "0px");
    const beyond = element.getBoundingClientRect().right - document.documentElement.clientWidth + 16;
    if (beyond > 0) element.style.setProperty("--shift", `${-beyond}px`);
    element.removeAttribute("data-dismissed");
  };

  return (
    <span className="term">
      <a
        href={href}
        aria-describedby={id}
        onPointerEnter={keepInside}
        onFocus={keepInside}
        onKeyDown={(event) => {
          if (event.key === "Escape") bubble.current?.setAttribute("data-dismissed", "");
        }}
      >
        {children ?? term}
      </a>
      <span ref={bubble} role="tooltip" id={id} className="term-bubble">
        <strong>{term}</strong> {definition}
      </span>
    </span>
  );
}

"use client";

import { useEffect, useState } from "react";

type TableOfContentsProps = { title: string; headings: { depth: number; id: string; text: string }[] };

/** Follows the reading position: the last heading that went past the upper part of the window is the place. */
export function TableOfContents({ title, headings }: TableOfContentsProps) {
  const current = useHeadingInView(headings);
  if (headings.length === 0) return <div />;
  return (
    <nav className="toc" aria-label={title}>
      <p className="eyebrow">{title}</p>
      <ol>
        {headings.map(({ depth, id, text }) => (
          <li key={id} data-depth={depth}>
            <a href={`#${id}`} aria-current={id === current ? "location" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function useHeadingInView(headings: { id: string }[]): string | undefined {
  const [current, setCurrent] = useState<string>();

  useEffect(() => {
    let frame = 0;
    const look = () => {
      const passed = headings.filter(({ id }) => {
        const heading = document.getElementById(id);
        return heading && heading.getBoundingClientRect().top < window.innerHeight * 0.3;
      });
      setCurrent(passed.at(-1)?.id);
    };
    const onScroll = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    look();
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", onScroll);
    };
  }, [headings]);

  return current;
}

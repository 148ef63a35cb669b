"use client";

import { useHeadingInView } from "../../../../../../reading/use-heading-in-view.ts";

type TableOfContentsProps = { title: string; headings: { depth: number; id: string; text: string }[] };

/** Follows the reading position. */
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

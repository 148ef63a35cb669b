import { BookOpenIcon, QuoteIcon, TerminalIcon } from "lucide-react";
import type { SearchHit } from "../../lib/content/search/search.ts";

export type HitKinds = Record<SearchHit["kind"], string>;

const icons = { lesson: BookOpenIcon, exercise: TerminalIcon, term: QuoteIcon };

/** What one hit shows: what it is, its title, where it belongs and the words around what was asked for. */
export function Hit({ hit, kinds }: { hit: SearchHit; kinds: HitKinds }) {
  const Icon = icons[hit.kind];
  return (
    <>
      <span className="hit-kind">
        <Icon size={14} aria-hidden />
        {kinds[hit.kind]}
      </span>
      <span className="hit-title">
        <Marked pieces={hit.title} />
        {hit.context && <span className="hit-context">{hit.context}</span>}
      </span>
      <span className="hit-excerpt">
        <Marked pieces={hit.excerpt} />
      </span>
    </>
  );
}

function Marked({ pieces }: { pieces: SearchHit["title"] }) {
  return pieces.map(({ text, hit }, place) => {
    const Element = hit ? "mark" : "span";
    return <Element key={place}>{text}</Element>;
  });
}

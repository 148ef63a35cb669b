import MiniSearch from "minisearch";
import { contentsOf, coverageOf, isHeadedBy } from "./coverage.ts";
import type { SearchDocument } from "./documents.ts";
import { excerptOf, markHits, type Piece } from "./excerpt.ts";
import { tokensOf, wantedBy } from "./query.ts";
import { indexTokens } from "./words.ts";

export type SearchHit = Pick<SearchDocument, "kind" | "href" | "context"> & {
  title: Piece[];
  excerpt: Piece[];
};

export type SearchIndex = { search(query: string): SearchHit[] };

const most = 20;
const mostOfOnePage = 4;
/** A document that has less than this share of what was asked for is noise. */
const leastCoverage = 0.3;

/**
 * An index over one language. A query is answered with the best hits first: those that have all its words, then
 * those with rare words, in titles before in texts. English words are found by their stems and by their
 * beginnings, Korean ones also inside others. `sameMeaning` holds groups of phrases that mean the same, such as the
 * two languages of a glossary term; asking for one finds the others.
 */
export function createSearchIndex(documents: SearchDocument[], sameMeaning: string[][]): SearchIndex {
  const index = new MiniSearch<SearchDocument>({
    fields: ["title", "context", "text", "code"],
    tokenize: indexTokens,
    processTerm: (token) => token,
  });
  index.addAll(documents);
  const entries = new Map(
    documents.map((document) => [document.id, { document, contents: contentsOf(document) }]),
  );

  return {
    search(query) {
      const wanted = wantedBy(query, sameMeaning);
      if (wanted.length === 0) return [];
      const own = new Set(wanted.flatMap(({ word }) => tokensOf(word)));
      const others = wanted.flatMap(({ synonyms }) => synonyms.flat().flatMap(tokensOf));
      const last = wanted.at(-1)?.word.stems ?? [];
      const found = index.search([...new Set([...own, ...others])].join(" "), {
        tokenize: (text) => text.split(" "),
        boost: { title: 4, context: 1.5, code: 0.5 },
        boostTerm: (token) => (own.has(token) ? 1 : 0.5),
        prefix: (token) => last.includes(token) || token.length === 1,
        fuzzy: (token) => (/^[a-z]{5,}$/.test(token) && own.has(token) ? 0.3 : false),
        maxFuzzy: 2,
      });
      const marks = wanted.flatMap(({ word, synonyms }) => [word, ...synonyms.flat()]);
      return found
        .flatMap(({ id, score, queryTerms }) => {
          const entry = entries.get(id);
          if (!entry) return [];
          const coverage = coverageOf(wanted, entry.contents, new Set(queryTerms));
          const headed = isHeadedBy(wanted, entry.contents) ? 2 : 1;
          return { ...entry, coverage, score: headed * score * (0.15 + coverage) ** 2 };
        })
        .filter(({ coverage }) => coverage >= leastCoverage)
        .sort((one, other) => other.score - one.score)
        .filter(atMostOfOnePage())
        .slice(0, most)
        .map(({ document: { kind, href, context, title, text, code } }) => ({
          kind,
          href,
          context,
          title: markHits(title, marks),
          excerpt: excerptOf([text, code], marks),
        }));
    },
  };
}

/** Terms all stand on one page, but each is a hit of its own. */
function atMostOfOnePage() {
  const counts = new Map<string, number>();
  return ({ document: { kind, href } }: { document: SearchDocument }): boolean => {
    const page = kind === "term" ? href : (href.split("#")[0] ?? href);
    const count = (counts.get(page) ?? 0) + 1;
    counts.set(page, count);
    return count <= mostOfOnePage;
  };
}

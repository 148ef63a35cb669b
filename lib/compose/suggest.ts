/** Nobody misspells these, and comparing them takes time. */
const longestWord = 60;
const mostCandidates = 200;

/** The candidate that was probably meant, or nothing when none is close enough to be worth naming. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const limit = word.length <= 3 ? 1 : word.length <= 7 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of [...candidates].slice(0, mostCandidates)) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const found = editDistance(normal(word), normal(candidate));
    if (found >= bestDistance) continue;
    best = candidate;
    bestDistance = found;
  }
  return best;
}

/** Case, hyphens and underscores are what people mix up most; they cost nothing. */
function normal(word: string): string {
  return word.toLowerCase().replaceAll("-", "_");
}

/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}

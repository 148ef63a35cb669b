/**
 * True when `text` matches a pattern with `*` and `?` that stop at a slash, as Go's path.Match does.
 * In one pass with one point to return to, so that no pattern is slow.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, position] = [0, 0];
  let star: { at: number; position: number } | undefined;
  while (position < text.length) {
    const expected = pattern[at];
    if (expected === "*") {
      star = { at, position };
      at++;
    } else if (expected === text[position] || (expected === "?" && text[position] !== "/")) {
      at++;
      position++;
    } else if (star && text[star.position] !== "/") {
      star.position++;
      at = star.at + 1;
      position = star.position;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

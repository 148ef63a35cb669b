/** Columns of a terminal that a text takes: Hangul takes two each. */
export function columnsOf(text: string): number {
  return [...text].reduce(
    (sum, sign) => sum + (/[\u1100-\u11ff\u3000-\ud7a3\uff00-\uff60]/.test(sign) ? 2 : 1),
    0,
  );
}

/** Filled up with spaces to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** A name that somebody else has chosen, without what would move the cursor or change colours. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, "\ufffd");
}

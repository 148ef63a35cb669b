/** A name cut to what fits into a box; the whole of it stands in the tooltip and in the details. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

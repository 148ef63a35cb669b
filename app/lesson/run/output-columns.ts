const columnPixels = 7.83;
const paddingPixels = 28;

/** How many columns the output has that is drawn in an element, before it is drawn. */
export function outputColumns(element: Element | null): number {
  const width = (element?.clientWidth ?? 700) - paddingPixels;
  return Math.min(500, Math.max(20, Math.floor(width / columnPixels)));
}

/** What type is drawn at on a window of 1280 × 720, beside the lesson's own size. */
const zoomAtHome = 1.75;
/** From large to the smallest that the last row can read. */
const steps = [1.12, 1, 0.92, 0.84, 0.76, 0.68];
/** Of a drawing, whose words stand in it: what is below it needs no more than this. */
const besideDrawing = 0.76;
/** A drawing that would be smaller than this, beside its own size, is scrolled. */
const smallestDrawing = 1.1;

/** Draws a screen as large as it fits; what does not fit at the smallest is scrolled. */
export function fit(body: HTMLElement): void {
  const window = Math.min(innerWidth / 1280, innerHeight / 720);
  const drawing = body.querySelector<HTMLElement>(".diagram-drawing");
  for (const step of drawing ? [besideDrawing] : steps) {
    const zoom = zoomAtHome * window * step;
    body.style.setProperty("--zoom", zoom.toFixed(3));
    const height = drawing?.querySelector("svg")?.viewBox.baseVal?.height ?? 0;
    if (drawing) drawing.style.minHeight = `${(height * smallestDrawing * window) / zoom}px`;
    else if (!isCut(body)) return;
  }
}

function isCut(body: HTMLElement): boolean {
  // The tables of evidence that is closed are not in the way.
  const boxes = [...body.querySelectorAll(".scroll-box")].filter((box) => box.checkVisibility());
  return hasBelow(body) || [body, ...boxes].some((box) => box.scrollWidth > box.clientWidth + 1);
}

/** What of a screen scrolls: itself, or its drawing. */
export function scrolled(body: Element): Element {
  return body.querySelector(".diagram-scroll") ?? body;
}

/** Whether something of it is further down than what is seen. */
export function hasBelow(box: Element): boolean {
  return box.scrollHeight - box.clientHeight - box.scrollTop > 4;
}

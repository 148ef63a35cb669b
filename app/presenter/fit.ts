/** What type is drawn at on a window of 1280 × 720, beside the lesson's own size. */
const zoomAtHome = 1.75;
/** From large to the smallest that the last row can read. */
const steps = [1.12, 1, 0.92, 0.84, 0.76, 0.68];

/** Draws a screen as large as it fits; what does not fit at the smallest is scrolled. */
export function fit(body: HTMLElement): void {
  const home = zoomAtHome * Math.min(window.innerWidth / 1280, window.innerHeight / 720);
  for (const step of steps) {
    body.style.setProperty("--zoom", (home * step).toFixed(3));
    if (!isCut(body)) return;
  }
}

function isCut(body: HTMLElement): boolean {
  // The tables of evidence that is closed are not in the way.
  const boxes = [...body.querySelectorAll(".scroll-box")].filter((box) => box.checkVisibility());
  return [body, ...boxes].some(
    (box) =>
      box.scrollWidth > box.clientWidth + 1 || (box === body && box.scrollHeight > box.clientHeight + 1),
  );
}

import { hasBelow, scrolled } from "./fit.ts";

/** The screen that is on, as it is drawn, and what can be done in it. */
function screenOn(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.screen[data-state="on"]');
}

/** Steps through the drawing that is played, or scrolls. @returns false when there is nothing of that left */
export function moveWithin(direction: 1 | -1): boolean {
  const player = screenOn()?.querySelector(".step-player");
  if (player) {
    const button = player.querySelectorAll("button")[direction === 1 ? 1 : 0];
    if (button?.getAttribute("aria-disabled") !== "true") {
      button?.click();
      // Drawn after this.
      requestAnimationFrame(() =>
        screenOn()?.querySelector('[data-step="now"]')?.scrollIntoView({ block: "center" }),
      );
      return true;
    }
    return false;
  }
  const body = screenOn()?.querySelector(".screen-body");
  if (!body) return false;
  const box = scrolled(body);
  if (direction === 1 ? !hasBelow(box) : box.scrollTop < 4) return false;
  box.scrollBy({ top: direction * box.clientHeight * 0.85 });
  return true;
}

/** What a screen is for: runs its block, opens its answer or evidence, plays its drawing. */
export function doMain(): void {
  const screen = screenOn();
  const target =
    screen?.querySelector<HTMLElement>(".code-run") ??
    screen?.querySelector<HTMLElement>(":is(.question, .proven) > summary") ??
    screen?.querySelector<HTMLElement>(".diagram-tools > div > .diagram-tool");
  target?.click();
}

/** Puts a drawing that is played back, before the screen goes. */
export function stopPlaying(): void {
  screenOn()?.querySelector<HTMLElement>(".step-player button:last-of-type")?.click();
}

/** Takes the focus to the screen, unless it is in something that takes keys itself. */
export function focusScreen(): void {
  if (!document.activeElement?.closest("dialog, .stage-bar")) screenOn()?.focus({ preventScroll: true });
}

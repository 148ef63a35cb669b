import type { ITheme } from "@xterm/xterm";

const ansi = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
  "brightBlue",
  "brightMagenta",
  "brightCyan",
  "brightWhite",
] as const;

/** The site's colours as they are now: xterm takes plain colours, not variables. */
export function terminalTheme(element: HTMLElement): ITheme {
  return withColours(element, (colour) => ({
    background: colour("--term-background"),
    foreground: colour("--term-foreground"),
    cursor: colour("--accent"),
    cursorAccent: colour("--term-background"),
    selectionBackground: colour("--term-selection"),
    scrollbarSliderBackground: colour("--term-slider"),
    ...Object.fromEntries(ansi.map((name) => [name, colour(`--term-${name}`)])),
  }));
}

/** How what was found is marked. Its marks take hexadecimal colours only. */
export function foundMarks(element: HTMLElement) {
  return withColours(element, (colour) => ({
    matchBackground: hexadecimal(colour("--term-found")),
    matchOverviewRuler: hexadecimal(colour("--term-found-edge")),
    activeMatchBorder: hexadecimal(colour("--term-found-edge")),
    activeMatchColorOverviewRuler: hexadecimal(colour("--term-found-edge")),
  }));
}

function withColours<Made>(element: HTMLElement, make: (colour: (variable: string) => string) => Made): Made {
  const probe = document.createElement("span");
  // With reduced motion every change of a colour is a (very short) transition, which is read before its end.
  probe.style.transitionProperty = "none";
  element.append(probe);
  const made = make((variable) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return made;
}

/** `rgb(1, 2, 3)` as `#010203`. */
function hexadecimal(colour: string): string {
  const parts = colour.match(/\d+/g)?.slice(0, 3) ?? [];
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

/** Calls back when the reader, or the system, changes between light and dark. */
export function onThemeChange(changed: () => void): () => void {
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}

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
  const probe = document.createElement("span");
  // With reduced motion every change of a colour is a (very short) transition, which is read before its end.
  probe.style.transitionProperty = "none";
  element.append(probe);
  const colour = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const theme: ITheme = {
    background: colour("--term-background"),
    foreground: colour("--term-foreground"),
    cursor: colour("--accent"),
    cursorAccent: colour("--term-background"),
    selectionBackground: colour("--term-selection"),
    scrollbarSliderBackground: colour("--term-slider"),
    ...Object.fromEntries(ansi.map((name) => [name, colour(`--term-${name}`)])),
  };
  probe.remove();
  return theme;
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

import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { passKeylessInput } from "./keyless-input.ts";
import { terminalTheme } from "./terminal-theme.ts";

type ScreenOptions = {
  place: HTMLElement;
  label: string;
  screenReaderMode: boolean;
  onKey: (event: KeyboardEvent) => boolean;
  onAddress: (address: string) => void;
};

export type XtermScreen = { terminal: Terminal; search: SearchAddon; fit: () => void };

/** An xterm in the site's face and colours, opened in its place. */
export function makeScreen({ place, label, screenReaderMode, onKey, onAddress }: ScreenOptions): XtermScreen {
  const fontFamily = getComputedStyle(place).getPropertyValue("--font-code").replaceAll(/\s+/g, " ").trim();
  const terminal = new Terminal({
    // Marks of what was found need it.
    allowProposedApi: true,
    fontFamily,
    fontSize: 13,
    lineHeight: 1.25,
    scrollback: 5000,
    minimumContrastRatio: 4.5,
    screenReaderMode,
    macOptionIsMeta: true,
    theme: terminalTheme(place),
  });
  const fitting = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_, address) => onAddress(address)));
  terminal.attachCustomKeyEventHandler(onKey);
  terminal.open(place);
  // Tab passes by: what surrounds the terminal takes the focus, and Enter goes in.
  terminal.textarea?.setAttribute("tabindex", "-1");
  terminal.textarea?.setAttribute("aria-label", label);
  passKeylessInput(terminal);
  return {
    terminal,
    search,
    fit: () => {
      // A hidden terminal keeps its size: a program in it need not draw itself anew.
      if (place.clientWidth > 0 && place.clientHeight > 0) fitting.fit();
    },
  };
}

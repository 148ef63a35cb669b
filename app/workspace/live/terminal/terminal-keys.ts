export type TerminalKey = "leave" | "find" | "copy" | "browser";

/**
 * Keys that are not the shell's. `copy`: something is selected and Ctrl+C (or Ctrl+Shift+C) was pressed;
 * `browser`: the browser's own copy and paste do what is asked for.
 */
export function terminalKey(event: KeyboardEvent, hasSelection: boolean): TerminalKey | undefined {
  if (event.type !== "keydown" || event.isComposing || event.altKey) return undefined;
  const isControl = event.ctrlKey && !event.metaKey;
  if (!isControl) return undefined;
  if (event.shiftKey && event.code === "KeyL") return "leave";
  if (event.shiftKey && event.code === "KeyF") return "find";
  if (event.code === "KeyC" && event.shiftKey) return "copy";
  if (event.code === "KeyC" && hasSelection) return "copy";
  if (event.code === "KeyV") return "browser";
  return undefined;
}

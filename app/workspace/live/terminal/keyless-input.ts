import type { Terminal } from "@xterm/xterm";

const texts = new Set(["insertText", "insertReplacementText", "insertFromPaste", "insertFromDrop"]);
const lines = new Set(["insertLineBreak", "insertParagraph"]);

/**
 * Passes on what comes by neither a key nor an input method: dictation, and what assistive tools put in. xterm takes
 * plain text itself, but not in screen-reader mode, where it leaves it in its text field.
 */
export function passKeylessInput(terminal: Terminal): void {
  const field = terminal.textarea;
  if (!field) return;
  let isKeyDown = false;
  const letGo = () => {
    isKeyDown = false;
  };
  // Capturing: xterm keeps some keys to itself.
  field.addEventListener("keydown", () => (isKeyDown = true), { capture: true });
  field.addEventListener("keyup", letGo, { capture: true });
  field.addEventListener("focus", letGo);
  field.addEventListener("input", (given) => {
    const event = given as InputEvent;
    if (isKeyDown || event.isComposing) return;
    if (event.inputType === "insertText" && !terminal.options.screenReaderMode) return;
    if (lines.has(event.inputType)) terminal.input("\r");
    else if (event.data && texts.has(event.inputType)) say(terminal, event.data);
  });
}

function say(terminal: Terminal, text: string): void {
  if (/[\r\n]/.test(text)) terminal.paste(text);
  else terminal.input(text);
}

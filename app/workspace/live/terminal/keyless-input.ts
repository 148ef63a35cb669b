import type { Terminal } from "@xterm/xterm";

const texts = new Set(["insertText", "insertReplacementText", "insertFromPaste", "insertFromDrop"]);
const lines = new Set(["insertLineBreak", "insertParagraph"]);

/**
 * Passes on what comes by neither a key nor an input method: dictation, and what assistive tools put in. xterm
 * leaves it in its text field in screen-reader mode, and after a key that was let go of elsewhere.
 */
export function passKeylessInput(terminal: Terminal): void {
  const field = terminal.textarea;
  if (!field) return;
  let isKeyDown = false;
  const letGo = () => {
    isKeyDown = false;
  };
  // Before xterm's own listeners, which keep some keys to themselves.
  field.addEventListener("keydown", () => (isKeyDown = true), { capture: true });
  field.addEventListener("keyup", letGo, { capture: true });
  field.addEventListener("focus", letGo);
  // After them: what xterm takes never comes here.
  field.addEventListener("input", (given) => {
    const event = given as InputEvent;
    if (isKeyDown || event.isComposing) return;
    if (lines.has(event.inputType)) terminal.input("\r");
    else if (event.data && texts.has(event.inputType)) say(terminal, event.data);
  });
}

function say(terminal: Terminal, text: string): void {
  if (/[\r\n]/.test(text)) terminal.paste(text);
  else terminal.input(text);
}

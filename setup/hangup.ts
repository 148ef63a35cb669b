import { closeSync, openSync } from "node:fs";

const lookMilliseconds = 2_000;
/** When the guard is killed, npm ends too; if npm led the session, that hangs up although nobody left. */
const guardDeathMilliseconds = 6_000;

/**
 * Calls back when the terminal that the product was started from is gone: by its signal, and, where that does
 * not reach us (not in the foreground any more), because there is no terminal to open.
 */
export function onHangup(callback: () => void, guardDiedAt: () => number): void {
  const hangUp = () => {
    if (Date.now() - guardDiedAt() > guardDeathMilliseconds) callback();
  };
  process.on("SIGHUP", hangUp);
  if (!process.stdout.isTTY || !hasTerminal()) return;
  const timer = setInterval(() => {
    if (hasTerminal()) return;
    clearInterval(timer);
    hangUp();
  }, lookMilliseconds);
  timer.unref();
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}

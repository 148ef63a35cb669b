import { copyFileSync, statSync, truncateSync } from "node:fs";

/** Bytes. With the one before it, a log takes at most twice as much. */
const largestLog = 20 * 1024 * 1024;

/**
 * Puts a log aside as `….1` when it has grown large. Also one that a process is writing to, which it goes on doing
 * from the beginning as long as it opened the file for appending; what it writes in this moment may be lost.
 */
export function keepLogSmall(file: string, largest = largestLog): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= largest) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

/** The same again and again, until the returned function is called. Never throws: a full disk ends no process. */
export function keepLogsSmall(files: string[], everyMilliseconds = 60_000): () => void {
  const timer = setInterval(() => {
    for (const file of files) {
      try {
        keepLogSmall(file);
      } catch {
        // It is tried again.
      }
    }
  }, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

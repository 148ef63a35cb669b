import { type Locale, type Message, message } from "../../lib/i18n/message.ts";
import { translate } from "../../lib/i18n/translate.ts";
import { columnsOf, printable } from "./columns.ts";

export type Progress = {
  /** Something to know that is not about one submission. */
  say(said: Message): void;
  /** One more is graded; `outcome` is for people. */
  done(path: string, outcome: string): void;
  end(): void;
};

type Screen = { write(text: string): unknown; isTTY?: boolean; columns?: number };

const barColumns = 24;

/** Lines for a log; on a terminal, one line with a bar that is drawn again and again. */
export function showProgress(screen: Screen, total: number, locale: Locale, now = Date.now): Progress {
  const isDrawn = screen.isTTY === true && total > 1;
  const startedAt = now();
  let done = 0;
  const clear = isDrawn ? "\r\u001b[K" : "";
  const draw = (path: string, outcome: string) => {
    const filled = Math.round((done / total) * barColumns);
    const bar = `${"█".repeat(filled)}${"░".repeat(barColumns - filled)}`;
    const seconds = Math.round((((now() - startedAt) / Math.max(1, done)) * (total - done)) / 1000);
    const left =
      done === 0 || done === total ? "" : translate(message("cli.progress-left", { seconds }), locale);
    screen.write(
      `${clear}${shortened(`${bar} ${done}/${total}  ${left}  ${path} ${outcome}`, screen.columns)}`,
    );
  };
  if (isDrawn) draw("", "");
  return {
    say: (said) => {
      screen.write(`${clear}${translate(said, locale)}\n`);
      if (isDrawn) draw("", "");
    },
    done: (path, outcome) => {
      done++;
      if (isDrawn) draw(printable(path), outcome);
      else {
        const said = message("grading.progress", { done, total, path: printable(path), outcome });
        screen.write(`${translate(said, locale)}\n`);
      }
    },
    end: () => void screen.write(clear),
  };
}

/** A terminal that does not know its width says 0. */
function shortened(line: string, columns = 0): string {
  let text = line;
  while (text !== "" && columnsOf(text) >= (columns || 80)) text = text.slice(0, -1);
  return text;
}

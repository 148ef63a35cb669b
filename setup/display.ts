import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";

type Outcome = "done" | "current" | "failed" | "stopped";

export type Line = { detail(text: string): void; end(outcome: Outcome, detail?: string): void };

export type Display = {
  /** Shows something that is going on, until it has ended. Several may go on at once. */
  begin(title: Message): Line;
  say(text: Message): void;
  warn(text: Message): void;
  close(): void;
};

type Output = Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">;

type Running = { title: string; startedAt: number; detail: string; saidAt: number };

const marks: Record<Outcome, string> = { done: "✔", current: "✔", failed: "✘", stopped: "–" };
const colours: Record<Outcome, number> = { done: 32, current: 32, failed: 31, stopped: 33 };
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const frameMilliseconds = 100;
/** Without a terminal each line stays, so what goes on is said only now and then. */
const plainMilliseconds = 10_000;
const titleWidth = 26;

/** What set-up shows: live lines on a terminal, else one line at each beginning and end. */
export function createDisplay(output: Output, locale: Locale, now: () => number = Date.now): Display {
  const running = new Set<Running>();
  const live = Boolean(output.isTTY);
  let drawn = 0;
  let frame = 0;

  const erase = () => {
    if (drawn > 0) output.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    if (!live) return;
    const mark = spinner[frame % spinner.length] ?? "";
    const lines = [...running].map((entry) => cut(`${mark} ${describe(entry, now())}`, output.columns || 80));
    output.write(lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  const print = (text: string) => {
    erase();
    output.write(`${text}\n`);
    draw();
  };
  const tick = () => {
    frame += 1;
    if (live && running.size > 0) {
      erase();
      draw();
    }
    for (const entry of live ? [] : running) {
      if (now() - entry.saidAt < plainMilliseconds) continue;
      entry.saidAt = now();
      output.write(`  ${describe(entry, now())}\n`);
    }
  };
  const timer = setInterval(tick, frameMilliseconds);
  timer.unref();

  return {
    begin: (title) => {
      const entry: Running = { title: translate(title, locale), startedAt: now(), detail: "", saidAt: now() };
      running.add(entry);
      if (live) tick();
      return {
        detail: (text) => {
          entry.detail = text;
        },
        end: (outcome, detail) => {
          if (!running.delete(entry)) return;
          const time =
            outcome === "current"
              ? translate(message("platform.step-current"), locale)
              : seconds(entry, now());
          const mark = live ? `\x1b[${colours[outcome]}m${marks[outcome]}\x1b[0m` : marks[outcome];
          print(`${mark} ${pad(entry.title)} ${time}${detail ? `  ${detail}` : ""}`);
        },
      };
    },
    say: (text) => print(translate(text, locale)),
    warn: (text) =>
      print(live ? `\x1b[33m! ${translate(text, locale)}\x1b[0m` : `! ${translate(text, locale)}`),
    close: () => {
      clearInterval(timer);
      erase();
    },
  };
}

function describe(entry: Running, at: number): string {
  return `${pad(entry.title)} ${seconds(entry, at)}${entry.detail ? `  ${entry.detail}` : ""}`;
}

function seconds(entry: Running, at: number): string {
  const elapsed = (at - entry.startedAt) / 1000;
  return elapsed < 10 ? `${elapsed.toFixed(1)} s` : `${Math.round(elapsed)} s`;
}

/** Hangul and the like take two columns. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u1100-\u11ff\u2e80-\uffdc]/.test(character) ? 2 : 1),
    0,
  );
}

function pad(text: string): string {
  return text + " ".repeat(Math.max(0, titleWidth - width(text)));
}

function cut(text: string, columns: number): string {
  let used = 0;
  let kept = "";
  for (const character of text.replaceAll(/\s+/g, (space) => space.replaceAll(/[^ ]/g, " "))) {
    used += width(character);
    if (used >= columns) return kept;
    kept += character;
  }
  return kept;
}

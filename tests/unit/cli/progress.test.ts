import { expect, it } from "vitest";
import { showProgress } from "../../../cli/grading/progress.ts";

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
}

it("a terminal must get one line that is drawn again, with a bar and the time that is left", () => {
  const terminal = screen(true);
  let time = 0;
  const progress = showProgress(terminal, 4, "en", () => time);
  time = 10_000;
  progress.done("class/kim", "85/100 points");
  expect(terminal.written.at(-1)).toContain("██████░░");
  expect(terminal.written.at(-1)).toContain("1/4  about 30 s left  class/kim");
  expect(terminal.written.join("")).not.toContain("\n");
});

it("a log must get a line for each submission, and nothing that moves the cursor", () => {
  const log = screen(false);
  const progress = showProgress(log, 2, "en");
  progress.done("kim\u001b[2J\r", "85/100 points");
  expect(log.written).toEqual(["[1/2] kim\ufffd[2J\ufffd: 85/100 points\n"]);
});

it("a terminal that does not know its width must get a line all the same", () => {
  const terminal = { ...screen(true), columns: 0 };
  showProgress(terminal, 2, "en").done("class/kim", "85/100 points");
  expect(terminal.written.at(-1)).toContain("1/2");
});

it("a line must not be wider than the terminal, where Hangul takes two columns", () => {
  const terminal = screen(true);
  showProgress(terminal, 2, "ko").done("우리반/".repeat(20), "85/100점");
  const line = (terminal.written.at(-1) ?? "").replace("\r\u001b[K", "");
  const columns = [...line].reduce((sum, sign) => sum + (/[가-힣]/.test(sign) ? 2 : 1), 0);
  expect(columns).toBeLessThan(60);
});

import type { LoadFigure } from "../../../lib/grading/figure.ts";

/** The frame in which a load is drawn, in the picture's own units. */
export const plot = { width: 430, height: 160, left: 28, right: 364, top: 10, bottom: 134 } as const;

type Piece = { y: number; height: number };
type Bar = { x: number; width: number; answered: Piece; failed: Piece };
type Mark = { x: number; width: number; what: LoadFigure["marks"][number]["what"] };

export type LoadChart = {
  bars: Bar[];
  /** Points of a line through the slowest answers. */
  slowest: string;
  marks: Mark[];
  ticks: { x: number; seconds: number }[];
  mostRequests: number;
  mostMilliseconds: number;
};

const narrowestMark = 2;
const tickSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120];
const mostTicks = 6;

/** Bars of requests, a line of times, and what happened meanwhile, each on its own scale from zero. */
export function chartOf({ slots, marks, milliseconds }: LoadFigure): LoadChart {
  const width = plot.right - plot.left;
  const height = plot.bottom - plot.top;
  const mostRequests = Math.max(1, ...slots.map(({ answered, failed }) => answered + failed));
  const mostMilliseconds = Math.max(1, ...slots.map(({ slowest }) => slowest));
  const xOf = (at: number) => plot.left + Math.min(1, at / milliseconds) * width;
  const each = width / Math.max(1, slots.length);
  const bars = slots.map(({ answered, failed }, index): Bar => {
    const high = (answered / mostRequests) * height;
    const low = (failed / mostRequests) * height;
    return {
      x: plot.left + index * each + 1,
      width: Math.max(1, each - 2),
      answered: { y: plot.bottom - high, height: high },
      failed: { y: plot.bottom - high - low, height: low },
    };
  });
  const points = slots.flatMap(({ answered, slowest }, index) =>
    answered === 0
      ? []
      : [`${plot.left + (index + 0.5) * each},${plot.bottom - (slowest / mostMilliseconds) * height}`],
  );
  return {
    bars,
    slowest: points.join(" "),
    marks: marks.map(({ at, until, what }) => ({
      x: xOf(at),
      width: Math.max(narrowestMark, xOf(until ?? at) - xOf(at)),
      what,
    })),
    ticks: ticksOf(milliseconds / 1000, xOf),
    mostRequests,
    mostMilliseconds,
  };
}

function ticksOf(seconds: number, xOf: (at: number) => number): LoadChart["ticks"] {
  const step = tickSteps.find((one) => seconds / one <= mostTicks) ?? seconds;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => ({
    x: xOf(index * step * 1000),
    seconds: index * step,
  }));
}

import { describe, expect, it } from "vitest";
import { chartOf, plot } from "../../../app/workspace/figures/load-chart.ts";
import { sequenceOf } from "../../../app/workspace/figures/sequence.ts";
import type { LoadFigure } from "../../../lib/grading/figure.ts";

describe("the sequence diagram of a start", () => {
  const sequence = sequenceOf({
    kind: "start-order",
    step: "up",
    waits: [],
    moments: [
      { at: 400, service: "db", container: "work-db-1", state: "started" },
      { at: 2400, service: "db", container: "work-db-1", state: "healthy" },
      { at: 2600, service: "api", container: "work-api-1", state: "started" },
    ],
  });

  it("must let Compose start each service, and the service say how it is", () => {
    const [db, api] = sequence.participants;
    expect(sequence.participants.map(({ name }) => name)).toEqual(["db", "api"]);
    expect(sequence.arrows.map(({ from, to }) => [from, to])).toEqual([
      [sequence.compose, db?.x],
      [db?.x, sequence.compose],
      [sequence.compose, api?.x],
    ]);
  });

  it("must go down in time, inside the picture", () => {
    const heights = sequence.arrows.map(({ y }) => y);
    expect(heights).toEqual(heights.toSorted((one, other) => one - other));
    expect(Math.max(...heights)).toBeLessThan(sequence.height);
  });
});

describe("the chart of a load", () => {
  const slot = { at: 0, answered: 8, failed: 2, median: 20, slowest: 40, values: {} };
  const figure: LoadFigure = {
    kind: "load",
    step: "traffic",
    total: 10,
    failed: 2,
    milliseconds: 4000,
    by: [],
    slots: [slot, { ...slot, at: 2000, answered: 0, failed: 0, slowest: 0 }],
    marks: [{ at: 2000, what: "killed", name: "work-api-1" }],
  };
  const chart = chartOf(figure);

  it("must put failures on top of answers, within the frame", () => {
    const [bar] = chart.bars;
    expect(bar && bar.failed.y + bar.failed.height).toBeCloseTo(bar?.answered.y ?? 0);
    expect(bar?.failed.y).toBeCloseTo(plot.top);
  });

  it("must draw no time where nothing was answered", () => {
    expect(chart.slowest.split(" ")).toHaveLength(1);
  });

  it("must mark what happened where it happened", () => {
    expect(chart.marks[0]?.x).toBeCloseTo((plot.left + plot.right) / 2);
  });
});

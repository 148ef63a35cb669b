import { describe, expect, it } from "vitest";
import { Turns } from "../../../sandbox-runner/live/checks/turns.ts";

const calm = new AbortController().signal;

describe("turns", () => {
  it("must be given to no more than may work at once, in the order in which they came", async () => {
    const turns = new Turns(1);
    const order: string[] = [];
    const first = await turns.take(calm);
    const second = turns.take(calm).then((giveBack) => {
      order.push("second");
      giveBack();
    });
    const third = turns.take(calm).then(() => order.push("third"));
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(["second", "third"]);
  });

  it("must not be given twice when they are given back twice", async () => {
    const turns = new Turns(1);
    const giveBack = await turns.take(calm);
    giveBack();
    giveBack();
    await turns.take(calm);
    const late = new AbortController();
    const waiting = turns.take(late.signal);
    late.abort(new Error("late"));
    await expect(waiting).rejects.toThrow("late");
  });

  it("must not be kept for somebody who left", async () => {
    const turns = new Turns(1);
    const giveBack = await turns.take(calm);
    const left = new AbortController();
    const gone = turns.take(left.signal);
    left.abort(new Error("left"));
    await expect(gone).rejects.toThrow("left");
    giveBack();
    await expect(turns.take(calm)).resolves.toBeTypeOf("function");
  });
});

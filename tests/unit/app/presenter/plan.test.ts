import { describe, expect, it } from "vitest";
import { elapsedSeconds, paceAt, readClock, toggleClock } from "../../../../app/presenter/clock.ts";
import { findScreen, planScreens } from "../../../../app/presenter/plan.ts";

const screen = (id: string) => ({ id, kind: "text" as const, title: id, lesson: id, lessonTitle: id });

describe("the plan of a class", () => {
  it("must give each part its minutes, and each lesson of it its share", () => {
    const planned = planScreens([
      { minutes: 5, lessons: [{ minutes: 9, screens: [screen("a"), screen("a.2")] }] },
      {
        minutes: 10,
        lessons: [
          { minutes: 1, screens: [screen("b")] },
          { minutes: 3, screens: [screen("c")] },
        ],
      },
    ]);
    expect(planned.map(({ id, part, from, to }) => [id, part, from, to])).toEqual([
      ["a", 0, 0, 150],
      ["a.2", 0, 150, 300],
      ["b", 1, 300, 450],
      ["c", 1, 450, 900],
    ]);
  });

  it("must find the screen of an address, or the nearest before it in a language with fewer", () => {
    const screens = ["a", "a.2", "a--x", "a--x.2", "b"].map((id) => ({ id }));
    expect(findScreen(screens, "a--x.2")).toBe(3);
    expect(findScreen(screens, "a--x.5")).toBe(3);
    expect(findScreen(screens, "a.9")).toBe(1);
    expect(findScreen(screens, "a--gone")).toBe(0);
    expect(findScreen(screens, "nowhere")).toBeUndefined();
  });
});

describe("the clock of a class", () => {
  it("must stand still while it is paused, and go on from there", () => {
    const begun = toggleClock(undefined, 1_000);
    const paused = toggleClock(begun, 61_000);
    expect(elapsedSeconds(paused, 500_000)).toBe(60);
    const on = toggleClock(paused, 121_000);
    expect(elapsedSeconds(on, 131_000)).toBe(70);
    expect(on.pausedAt).toBeUndefined();
  });

  it("must say how far ahead or behind a screen is, and nothing while its time runs", () => {
    const at = { part: 0, from: 60, to: 120 };
    expect(paceAt(at, [5, 10], 90)).toEqual({ ofPart: 210, ofSession: 810, behind: 0 });
    expect(paceAt(at, [5, 10], 20).behind).toBe(-40);
    expect(paceAt(at, [5, 10], 400)).toEqual({ ofPart: -100, ofSession: 500, behind: 280 });
  });

  it("must survive being kept, and forget what is none or is yesterday's", () => {
    const now = 10 * 24 * 3600 * 1000;
    const kept = { startedAt: now - 1000, paused: 5 };
    expect(readClock(JSON.stringify(kept), now)).toEqual(kept);
    expect(readClock(JSON.stringify({ ...kept, pausedAt: now }), now)).toEqual({ ...kept, pausedAt: now });
    for (const wrong of [null, "", "{", "3", '{"startedAt":"x","paused":0}'])
      expect(readClock(wrong, now)).toBeUndefined();
    expect(readClock(JSON.stringify({ startedAt: 5, paused: 0 }), now)).toBeUndefined();
    expect(readClock(JSON.stringify({ startedAt: now + 1, paused: 0 }), now)).toBeUndefined();
  });
});

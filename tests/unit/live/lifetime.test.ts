import { describe, expect, test } from "vitest";
import {
  beginLifetime,
  extendLifetime,
  isOver,
  lifetimeLimits,
  useLifetime,
  viewLifetime,
} from "../../../lib/live/lifetime.ts";

const minute = 60_000;
const hour = 60 * minute;

describe("a sandbox's lifetime", () => {
  test("must warn five minutes before it is idle for too long, and take that back when it is used", () => {
    const begun = beginLifetime(0);
    expect(viewLifetime(begun, 24 * minute).warning).toBeNull();
    expect(viewLifetime(begun, 25 * minute)).toMatchObject({ warning: "idle", extendable: true });
    expect(isOver(begun, 30 * minute - 1)).toBe(false);
    expect(isOver(begun, 30 * minute)).toBe(true);
    const used = useLifetime(begun, 29 * minute);
    expect(viewLifetime(used, 30 * minute).warning).toBeNull();
    expect(used.idleEndsAt).toBe(59 * minute);
  });

  test("must end after four hours of use, and go on by the hour when it is extended, up to twelve", () => {
    let lifetime = useLifetime(beginLifetime(0), 4 * hour - minute);
    expect(viewLifetime(lifetime, 4 * hour - minute)).toMatchObject({
      warning: "absolute",
      extendable: true,
    });
    for (let now = 4 * hour - minute; now < lifetimeLimits.longest; now += 50 * minute) {
      lifetime = extendLifetime(lifetime, now);
      expect(isOver(lifetime, now + 29 * minute)).toBe(now + 29 * minute >= lifetimeLimits.longest);
    }
    expect(lifetime.absoluteEndsAt).toBe(lifetimeLimits.longest);
    const late = useLifetime(lifetime, 12 * hour - minute);
    expect(viewLifetime(late, 12 * hour - minute)).toMatchObject({ warning: "absolute", extendable: false });
  });
});

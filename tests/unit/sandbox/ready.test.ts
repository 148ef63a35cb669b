import { expect, test } from "vitest";
import { type Place, type Places, ReadySandboxes } from "../../../sandbox-runner/sandbox/ready.ts";

/** Places by number, on a clock that stands still; what is in `stale` is no good any more. */
function stand({ wanted = 2, calm = true, fails = false } = {}) {
  const ready = new ReadySandboxes();
  const state = { wanted, calm, fails, now: 0, made: 0 };
  const stale = new Set<string>();
  const removed: string[] = [];
  const places: Places = {
    make: async (): Promise<Place> => {
      if (state.fails) throw new Error("no room");
      state.made += 1;
      return { id: `s${state.made}`, cgroupParent: undefined };
    },
    isFresh: async ({ id }) => !stale.has(id),
    remove: async ({ id }) => {
      removed.push(id);
    },
  };
  const log = { warn: () => undefined };
  ready.keep({ places, wanted: () => state.wanted, isCalm: () => state.calm, log, now: () => state.now });
  const look = async (times: number) => {
    for (let time = 0; time < times; time++) await ready.look();
  };
  return { ready, state, stale, removed, look };
}

test("as many must be made as are wanted, one at each look, and those too many be removed", async () => {
  const { ready, state, removed, look } = stand();
  await look(1);
  expect(ready.size).toBe(1);
  await look(5);
  expect([ready.size, state.made]).toEqual([2, 2]);
  state.wanted = 0;
  await look(1);
  expect([ready.size, removed]).toEqual([0, ["s1", "s2"]]);
});

test("each must be given to one only, reserved or not, and a reservation be taken back", async () => {
  const { ready, look } = stand();
  await look(2);
  const reserved = ready.reserve();
  expect(reserved).toBe("s1");
  const taken = await Promise.all([ready.take(true), ready.take(true), ready.take(true, "s1")]);
  expect(taken.map((place) => place?.id)).toEqual(["s2", undefined, "s1"]);
  expect(await ready.take(true, "s1")).toBeUndefined();
  await look(1);
  expect(ready.reserve()).toBe("s3");
  expect(ready.reserve()).toBeUndefined();
  ready.release("s3");
  ready.release("unknown");
  expect((await ready.take(true))?.id).toBe("s3");
});

test("none must be made while somebody waits, nor until they have settled, nor when there is no calm", async () => {
  const { ready, state, look } = stand();
  const waiting = Promise.withResolvers<void>();
  const creation = ready.yieldTo(() => waiting.promise);
  await look(2);
  expect(state.made).toBe(0);
  waiting.reject(new Error("it failed"));
  await expect(creation).rejects.toThrow("it failed");
  await look(1);
  expect(state.made).toBe(0);
  state.now = 10_000;
  state.calm = false;
  await look(1);
  expect(state.made).toBe(0);
  state.calm = true;
  await look(1);
  expect(state.made).toBe(1);
});

test("what is no good any more must not be handed out, whether looked at when taken or from time to time", async () => {
  const { ready, state, stale, removed, look } = stand({ wanted: 3 });
  await look(3);
  stale.add("s1");
  expect((await ready.take(true))?.id).toBe("s2");
  expect(removed).toEqual(["s1"]);
  stale.add("s3");
  expect(ready.reserve()).toBe("s3");
  // Who wrote that id down makes it anew, so nothing may be left of the old one.
  expect(await ready.take(true, "s3")).toBeUndefined();
  expect(removed).toEqual(["s1", "s3"]);
  await look(1);
  stale.add("s4");
  state.now = 100_000;
  await look(1);
  expect(removed).toEqual(["s1", "s3", "s4"]);
  expect(await ready.take(false)).toBeUndefined();
});

test("what cannot be made must be tried again later, and nothing be left after the end", async () => {
  const { ready, state, removed, look } = stand({ fails: true });
  await look(1);
  state.fails = false;
  await look(1);
  expect(state.made).toBe(0);
  state.now = 60_000;
  await look(2);
  expect(ready.reserve()).toBe("s1");
  await ready.close();
  expect(removed.sort()).toEqual(["s1", "s2"]);
  await look(1);
  expect(state.made).toBe(2);
  expect(await ready.take(true)).toBeUndefined();
});

test("nobody keeping any, there must be none, and the work be done all the same", async () => {
  const ready = new ReadySandboxes();
  expect(await ready.yieldTo(async () => ready.take(true))).toBeUndefined();
  await ready.look();
  await ready.close();
  expect([ready.size, ready.reserve()]).toEqual([0, undefined]);
});

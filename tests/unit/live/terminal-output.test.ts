import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { liveLimits } from "../../../lib/live/limits.ts";
import { OutputRing } from "../../../sandbox-runner/live/terminals/ring.ts";
import { Terminal, type Viewer } from "../../../sandbox-runner/live/terminals/terminal.ts";
import { OutputWindow } from "../../../sandbox-runner/live/terminals/window.ts";

describe("a terminal's ring", () => {
  test("must give back, from any offset that it keeps, exactly what was said there", () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 60_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        pieces,
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (said, limit, at) => {
          const ring = new OutputRing(limit);
          for (const piece of said) ring.append(Buffer.from(piece));
          const all = Buffer.concat(said);
          expect(ring.end).toBe(all.length);
          const kept = ring.end - ring.start;
          expect(kept).toBeGreaterThanOrEqual(Math.min(limit, all.length));
          expect(kept).toBeLessThan(limit + 16 * 1024);
          const from = ring.start + Math.floor(at * kept);
          expect(ring.read(from, 50_000).equals(all.subarray(from, from + 50_000))).toBe(true);
        },
      ),
    );
  });
});

describe("a page's window", () => {
  test("must never owe more than the window, whatever a page says that it has drawn", () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constant(-1)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (told) => {
        const window = new OutputWindow(0, 100, () => 0);
        let drawn = 0;
        for (const step of told) {
          if (step < 0) window.send(window.room);
          else {
            window.draw(step);
            drawn = Math.max(drawn, Math.min(step, window.sent));
          }
          expect(window.sent - drawn).toBeLessThanOrEqual(100);
          expect(window.room).toBe(100 - (window.sent - drawn));
        }
      }),
    );
  });
});

function fakeProgram() {
  const written: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk, _, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const program = {
    stream,
    resize: async () => undefined,
    exitCode: async () => 3,
    kill: async () => void stream.destroy(),
  };
  return { stream, program, written };
}

function page() {
  const seen = { bytes: Buffer.alloc(0), exits: [] as number[], isLetGo: false };
  const viewer: Viewer = {
    output: (bytes) => {
      seen.bytes = Buffer.concat([seen.bytes, bytes]);
    },
    exit: (code) => seen.exits.push(code),
    tooSlow: () => {
      seen.isLetGo = true;
    },
  };
  return { seen, viewer };
}

const about = { id: "t1", kind: "shell" as const, target: null };
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a terminal", () => {
  test("must hold its program up while a page has not drawn, and go on when it has", async () => {
    const { stream, program } = fakeProgram();
    const terminal = new Terminal(about, program, { now: () => 0, onExit: () => undefined });
    const { seen, viewer } = page();
    const viewing = terminal.watch(viewer, { epoch: undefined, from: 0 });
    viewing.begin();
    for (let piece = 0; piece < 10; piece++) stream.push(Buffer.alloc(64 * 1024, 120));
    await settled();
    expect(stream.isPaused()).toBe(true);
    expect(seen.bytes.length).toBe(liveLimits.windowBytes);
    while (seen.bytes.length < 640 * 1024) {
      viewing.drawn(seen.bytes.length);
      await settled();
    }
    viewing.drawn(seen.bytes.length);
    expect(stream.isPaused()).toBe(false);
  });

  test("must give a page that comes back what it missed, and say what is not kept any more", async () => {
    const { stream, program } = fakeProgram();
    const terminal = new Terminal(about, program, { now: () => 0, onExit: () => undefined });
    stream.push(Buffer.from("hello, "));
    await settled();
    const first = page();
    const viewing = terminal.watch(first.viewer, { epoch: undefined, from: 0 });
    viewing.begin();
    viewing.leave();
    stream.push(Buffer.from("world"));
    await settled();
    const second = page();
    const again = terminal.watch(second.viewer, { epoch: viewing.epoch, from: 7 });
    again.begin();
    expect(String(second.seen.bytes)).toBe("world");
    expect(again).toMatchObject({ from: 7, lost: 0, end: 12 });
    expect(terminal.watch(second.viewer, { epoch: "another", from: 7 })).toMatchObject({ from: 0, lost: 0 });
    again.leave();
    for (let piece = 0; piece < 40; piece++) stream.push(Buffer.alloc(64 * 1024, 120));
    await settled();
    const late = terminal.watch(second.viewer, { epoch: viewing.epoch, from: 7 });
    expect(late.lost).toBe(late.from - 7);
    expect(late.end - late.from).toBeLessThan(liveLimits.scrollbackBytes + 64 * 1024);
  });

  test("must let a page go that never draws, so that another one is not held up by it", async () => {
    vi.useFakeTimers();
    try {
      const { stream, program } = fakeProgram();
      const terminal = new Terminal(about, program, { now: Date.now, onExit: () => undefined });
      const [asleep, awake] = [page(), page()];
      terminal.watch(asleep.viewer, { epoch: undefined, from: 0 }).begin();
      const viewing = terminal.watch(awake.viewer, { epoch: undefined, from: 0 });
      viewing.begin();
      for (let piece = 0; piece < 8; piece++) stream.push(Buffer.alloc(64 * 1024, 120));
      for (let second = 0; second < 30; second++) {
        await vi.advanceTimersByTimeAsync(1000);
        viewing.drawn(awake.seen.bytes.length);
      }
      expect(asleep.seen.isLetGo).toBe(true);
      expect(awake.seen).toMatchObject({ isLetGo: false });
      expect(awake.seen.bytes.length).toBe(512 * 1024);
    } finally {
      vi.useRealTimers();
    }
  });

  test("must tell every page, also one that comes later, how its program ended", async () => {
    const { stream, program } = fakeProgram();
    const ended = Promise.withResolvers<void>();
    const terminal = new Terminal(about, program, { now: () => 0, onExit: ended.resolve });
    const first = page();
    terminal.watch(first.viewer, { epoch: undefined, from: 0 }).begin();
    stream.destroy();
    await ended.promise;
    const later = page();
    terminal.watch(later.viewer, { epoch: undefined, from: 0 }).begin();
    expect([first.seen.exits, later.seen.exits, terminal.view.exitCode]).toEqual([[3], [3], 3]);
  });

  test("must not be taken for ended while the engine is away, and be when it no longer knows the program", async () => {
    const { stream, program } = fakeProgram();
    const answers = [new Error("connect ECONNREFUSED"), Object.assign(new Error(), { statusCode: 404 })];
    const asked = Promise.withResolvers<void>();
    const exitCode = async () => {
      const answer = answers.shift();
      asked.resolve();
      throw answer;
    };
    const ended = Promise.withResolvers<void>();
    const options = { now: () => 0, onExit: ended.resolve };
    const terminal = new Terminal(about, { ...program, exitCode }, options);
    stream.destroy();
    await asked.promise;
    expect(terminal.view.exitCode).toBeNull();
    await ended.promise;
    expect(terminal.view.exitCode).toBe(137);
  });
});

import { expect, test } from "vitest";
import { fuzz } from "../../fixtures/fuzz/run.ts";

const mebibyte = 2 ** 20;

test("requests that nobody would send must neither end the gate, nor hang in it, nor pass it", async () => {
  const { crashed, violations, hangs, faults, memory, requests } = await fuzz({
    count: 20_000,
    seed: 20_261_123,
    samples: 2,
  });
  expect({ crashed, violations, hangs, faults }).toEqual({
    crashed: false,
    violations: [],
    hangs: [],
    faults: [],
  });
  expect(requests).toBe(20_000);
  const [warm, end] = memory;
  expect((end?.heapUsed ?? 0) - (warm?.heapUsed ?? 0)).toBeLessThan(16 * mebibyte);
  expect(end?.resources).toBeLessThan(32);
}, 300_000);

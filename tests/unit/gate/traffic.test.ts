import { expect, test } from "vitest";
import { Turns } from "../../../sandbox-runner/gate/fairness/rate.ts";
import { namedRoutes, Traffic } from "../../../sandbox-runner/gate/fairness/traffic.ts";
import { routes } from "../../../sandbox-runner/gate/routes/table.ts";

const question = { method: "GET", path: "/containers/json", streams: false } as const;
const stream = { method: "GET", path: "/containers/{id}/logs", streams: true } as const;
const events = { method: "GET", path: "/events", streams: true } as const;
const stop = { method: "POST", path: "/containers/{id}/stop", streams: false } as const;

function traffic() {
  return new Traffic({ requestsPerSecond: 10_000, streams: 20 }, () => 0);
}

/** Work that goes on until it is told to end. */
function endless() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let running = 0;
  const work = async () => {
    running += 1;
    await promise;
  };
  return { work, end: resolve, running: () => running };
}

test("every route that is treated apart must exist", () => {
  const all = routes.map((route) => `${route.method} ${route.path}`);
  for (const name of namedRoutes) expect(all).toContain(name);
});

test("questions beyond a dozen must wait, and be answered in the order in which they came", async () => {
  const { work, end, running } = endless();
  const turns = traffic();
  const all = Array.from({ length: 40 }, () => turns.run(question, work));
  await expect.poll(running).toBe(12);
  end();
  await Promise.all(all);
  expect(running()).toBe(40);
});

test("what waits for a container to end must not keep questions waiting", async () => {
  const stopping = endless();
  const turns = traffic();
  const all = Array.from({ length: 20 }, () => turns.run(stop, stopping.work));
  await turns.run(question, async () => undefined);
  stopping.end();
  await Promise.all(all);
});

test("streams beyond the limit must be refused, and those of events sooner", async () => {
  const following = endless();
  const turns = traffic();
  const all = Array.from({ length: 12 }, () => turns.run(events, following.work));
  await expect(turns.run(events, async () => undefined)).rejects.toMatchObject({ status: 429 });
  all.push(...Array.from({ length: 8 }, () => turns.run(stream, following.work)));
  await expect(turns.run(stream, async () => undefined)).rejects.toMatchObject({ status: 429 });
  following.end();
  await Promise.all(all);
  await turns.run(stream, async () => undefined);
});

test("a turn must be free again when its work failed", async () => {
  const turns = new Turns(1);
  await expect(turns.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(await turns.run(async () => "served")).toBe("served");
});

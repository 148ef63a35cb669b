import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../lib/grading/events.ts";
import { EventLog } from "../../../sandbox-runner/grading/event-log.ts";

const signal = new AbortController().signal;

function line(Action: string, attributes: Record<string, string> = {}): string {
  const Attributes = { name: "sabc--work-api-1", "com.docker.compose.service": "api", ...attributes };
  return `${JSON.stringify({ Action, Actor: { ID: "id1", Attributes }, timeNano: 1_700_000_000_123_456_800 })}\n`;
}

function open(projects: string[] = []) {
  const names = { sandboxId: "sabc", projects: new Set(projects) };
  const stream = new PassThrough();
  const emitted: RunEvent[] = [];
  return { stream, emitted, log: new EventLog(stream, names, (event) => emitted.push(event)) };
}

describe("the engine's events", () => {
  it("must carry the student's names and the engine's time", async () => {
    const { stream, emitted, log } = open();
    stream.write(line("start"));
    const found = await log.waitFor((event) => event.action === "start", { timeoutMs: 1000, signal });
    expect(found).toMatchObject({ service: "api", name: "work-api-1" });
    expect(found?.at).toBeCloseTo(1_700_000_000_123.457, 2);
    expect(emitted).toMatchObject([{ type: "service", container: "work-api-1", state: "started" }]);
  });

  it("must be put together from pieces, and only the services' own be kept", async () => {
    const { stream, log } = open();
    const text = line("health_status: healthy") + line("exec_start: x") + line("die", { exitCode: "3" });
    stream.write(text.slice(0, 40));
    stream.write(text.slice(40));
    stream.write(line("start", { "com.docker.compose.oneoff": "True" }));
    await log.waitFor((event) => event.action === "die", { timeoutMs: 1000, signal });
    expect(log.events.map(({ action, exitCode }) => [action, exitCode])).toEqual([
      ["healthy", undefined],
      ["die", 3],
    ]);
  });

  it("must break off the run, and nothing else, when they cannot be read", async () => {
    const { stream, log } = open();
    stream.write("no event\n");
    await expect(log.waitFor(() => true, { timeoutMs: 1000, signal })).rejects.toThrow("JSON");
  });

  it("must not wait longer than asked", async () => {
    const { log } = open();
    expect(await log.waitFor(() => true, { timeoutMs: 20, signal })).toBeUndefined();
  });

  it("must make a run break off when the engine stops telling", async () => {
    const { stream, log } = open();
    stream.end();
    await expect(log.waitFor(() => true, { timeoutMs: 1000, signal })).rejects.toThrow("ended its stream");
    expect(() => log.check()).toThrow("ended its stream");
  });
});

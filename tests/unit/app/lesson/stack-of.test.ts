import { describe, expect, test } from "vitest";
import { stackOf } from "../../../../app/lesson/stack/stack-of.ts";
import type { ContainerView, FileEntry } from "../../../../lib/live/protocol.ts";

const file = (path: string, content: string): [string, FileEntry] => [
  path,
  { path, kind: "file", size: content.length, hash: null, content },
];
const entries = new Map([
  file(
    "counter/compose.yaml",
    "services: { desk: { image: nginx, scale: 2 }, extra: { image: a, profiles: [x] } }",
  ),
  file("counters/compose.yaml", "services: { other: { image: nginx } }"),
]);
const container = (name: string, more: Partial<ContainerView> = {}): ContainerView => ({
  name,
  project: "counter",
  service: "desk",
  image: "nginx",
  state: "running",
  health: null,
  exitCode: null,
  ...more,
});

describe("the reader's own stack of a folder", () => {
  test("must be nothing while nothing of that project is there", () => {
    expect(stackOf("counter", entries, [container("a", { project: "counters" })])).toBeUndefined();
    expect(stackOf("counter", undefined, [container("a")])).toBeUndefined();
  });

  test("must say which services have not as many running containers as the file says", () => {
    const one = [container("counter-desk-1"), container("counter-desk-2", { state: "exited", exitCode: 0 })];
    expect(stackOf("counter", entries, one)?.differences).toEqual([
      { service: "desk", declared: 2, running: 1 },
    ]);
    const two = [container("counter-desk-1"), container("counter-desk-2")];
    expect(stackOf("counter", entries, two)?.differences).toEqual([]);
  });
});

import { expect, test } from "vitest";
import { addUp, type LayeredImage, total } from "../../../sandbox-runner/sandbox/disk-use.ts";

const labels = { "composelab.sandbox": "sone", "composelab.role": "tenant" };
const image = (id: string, size: number, layers: string, sandbox?: string): LayeredImage => ({
  id,
  size,
  sandbox,
  layers: [...layers],
});

test("layers and volumes must be added up for their sandbox, and nobody else's", () => {
  const containers = [
    {
      Id: "a",
      Names: ["/sone--a"],
      Labels: labels,
      State: "running",
      SizeRw: 5,
      Mounts: [{ Name: "v", RW: true }],
    },
    { Id: "b", Names: ["/sone--b"], Labels: labels, State: "exited", SizeRw: 7, Mounts: [] },
    { Id: "c", Names: ["/else"], Labels: {}, State: "running", SizeRw: 100, Mounts: [] },
  ];
  const volumes = [
    { Name: "v", Labels: labels, UsageData: { Size: 11 } },
    { Name: "tmpfs", Labels: labels, UsageData: { Size: -1 } },
    { Name: "w", Labels: null, UsageData: { Size: 13 } },
  ];
  const uses = addUp(containers, volumes, []);
  expect([...uses.keys()]).toEqual(["sone"]);
  expect(uses.get("sone")).toMatchObject({ containers: 12, volumes: 11, images: 0 });
  expect(uses.get("sone")?.writers).toEqual([{ id: "a", name: "sone--a", role: "tenant", bytes: 16 }]);
});

test("what images share must count once, and what they are built on for nobody", () => {
  const uses = addUp(
    [],
    [],
    [
      image("base", 100, "AB"),
      image("step one", 130, "ABC", "sone"),
      image("step two", 135, "ABCD", "sone"),
      image("same layers, another name", 135, "ABCD", "sone"),
      image("another branch", 180, "ABCX", "sone"),
      image("another sandbox", 107, "ABZ", "stwo"),
      image("two layers at once", 160, "ABZYX", "stwo"),
      image("from nothing", 9, "Q", "stwo"),
    ],
  );
  expect(total(uses.get("sone") ?? expect.fail())).toBe(30 + 5 + 50);
  expect(total(uses.get("stwo") ?? expect.fail())).toBe(7 + 53 + 9);
});

test("a copy of a catalogue's image must count for nobody, in whatever order it is listed", () => {
  const uses = addUp([], [], [image("relabelled", 100, "AB", "sone"), image("base", 100, "AB")]);
  expect(uses.get("sone")?.images ?? 0).toBe(0);
});

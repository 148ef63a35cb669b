import { describe, expect, test } from "vitest";
import { exercisesByPart } from "../../../lib/content/part-exercises.ts";

describe("the exercises of a session's parts", () => {
  test("must stand where session.yaml lists them, else where a lesson speaks of them first, and each once", () => {
    const parts = [
      { listed: ["limits"], linked: ["first", "canary", "limits"] },
      { listed: ["canary"], linked: ["first", "blue-green"] },
    ];
    expect(exercisesByPart(parts, ["blue-green", "canary", "first", "limits"])).toEqual({
      ofParts: [
        ["limits", "first"],
        ["canary", "blue-green"],
      ],
      others: [],
    });
  });

  test("must be left over, and not lost, where no part names them", () => {
    expect(exercisesByPart([{ listed: [], linked: [] }], ["own-idea"]).others).toEqual(["own-idea"]);
  });

  test("must be there to be shown", () => {
    expect(exercisesByPart([{ listed: ["gone"], linked: ["lost"] }], []).ofParts).toEqual([[]]);
  });
});

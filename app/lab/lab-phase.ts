import type { Lab } from "../server/lab.ts";

export type LabPhase = "away" | "idle" | "missing" | "engine" | "images" | "failed" | "ready";

/** What stands between a reader and the exercises, if anything. */
export function labPhase(lab: Lab): LabPhase {
  if (lab.state !== "known") return lab.state;
  if (lab.engine.state === "missing") return "missing";
  if (lab.engine.state === "preparing") return "engine";
  if (lab.images.every((image) => image.state === "ready")) return "ready";
  return lab.images.some((image) => image.state === "waiting" || image.state === "preparing")
    ? "images"
    : "failed";
}

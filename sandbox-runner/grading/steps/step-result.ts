import type { StepOutcome } from "../../../lib/grading/snapshot.ts";

/** What a step adds to the bare record of having been done. */
export type StepResult = Pick<StepOutcome, "succeeded" | "what" | "answer"> &
  Partial<Pick<StepOutcome, "trials" | "held" | "nonce" | "requests" | "killed" | "during" | "hosts">>;

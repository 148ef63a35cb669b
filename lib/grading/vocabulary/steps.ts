import { z } from "zod";
import { downStep, scaleStep, serviceStep, upStep } from "./compose-steps.ts";
import { loadStep } from "./load-step.ts";
import { asks, serviceName, stepId } from "./parameters.ts";
import { killStep, putStep, requestStep, restStep, scriptStep, waitStep, writeStep } from "./single-steps.ts";

/** What a stage may do to the student's project. Closed: no shell and no code in an exercise. */

const tryHealthcheckStep = z.strictObject({
  id: stepId,
  act: z
    .literal("try-healthcheck")
    .describe("The grader runs the student's own healthcheck in the service's container."),
  service: serviceName.describe("The service."),
  asks,
  while: z
    .enum(["answering", "frozen"])
    .describe("`frozen`: its processes are stopped (SIGSTOP) for the time of the trial and then go on."),
});

export const stepSchema = z.discriminatedUnion("act", [
  upStep,
  downStep,
  serviceStep,
  scaleStep,
  killStep,
  waitStep,
  restStep,
  scriptStep,
  putStep,
  requestStep,
  writeStep,
  loadStep,
  tryHealthcheckStep,
]);

export type Step = z.infer<typeof stepSchema>;
export type StepOf<Act extends Step["act"]> = Extract<Step, { act: Act }>;

/** A step and what is done within it, with the place of each one's name. */
export function stepsWithin(step: Step): { id: string; path: (string | number)[] }[] {
  const own = { id: step.id, path: ["id"] };
  if (step.act !== "load" || !step.while) return [own];
  return [own, { id: step.while.id, path: ["while", "id"] }];
}

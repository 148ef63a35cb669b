import { z } from "zod";
import { notRecreatedCheck, recreatedCheck, removedCheck, workedCheck } from "./change.ts";
import { dataKeptCheck, storedInCheck } from "./data.ts";
import { envCheck } from "./environment.ts";
import { dataGoneCheck } from "./gone.ts";
import { balanceCheck, httpCheck } from "./http.ts";
import { jobsDoneCheck } from "./jobs.ts";
import { killedForMemoryCheck, limitsCheck } from "./limits.ts";
import { logFieldsCheck, logOptionsCheck, logRotatedCheck } from "./logs.ts";
import { alertCheck, targetsUpCheck } from "./metrics.ts";
import { acceptedCheck, dependsOnCheck, modelPathCheck, networksCheck, refusedCheck } from "./model.ts";
import {
  notPublishedCheck,
  notReachableCheck,
  noWayOutCheck,
  reachableCheck,
  resolvesCheck,
} from "./network.ts";
import { honestHealthcheckCheck, startedAfterCheck } from "./order.ts";
import { outputCheck } from "./output.ts";
import { loginCheck, secretFileCheck, secretHiddenCheck } from "./secrets.ts";
import {
  cameUpCheck,
  exitedCheck,
  healthyCheck,
  imageCheck,
  restartedCheck,
  runningCheck,
} from "./service.ts";
import { shareCheck, updateCheck } from "./traffic.ts";

const base = {
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe("A name, unique in the exercise: lower case, digits and hyphens."),
  points: z.int().min(0).max(100).describe("Points for passing it."),
  task: z.string().describe("The id of the task that it proves."),
  visibility: z
    .enum(["always", "after-submit"])
    .default("always")
    .describe("Whether a student sees it, its points included, before the first graded submission."),
  hint: z
    .strictObject({
      ko: z.string().min(1).describe("In Korean."),
      en: z.string().min(1).describe("In English."),
    })
    .optional()
    .describe("What helps somebody who fails it; shown once two attempts have failed it."),
  eventually: z
    .number()
    .min(0)
    .max(180)
    .default(0)
    .describe("Seconds for which it is observed again until it passes; 0: observed once."),
};

/** The closed vocabulary of checks: each is named by what it observes. */
export const checkSchema = z.discriminatedUnion("type", [
  acceptedCheck.extend(base),
  refusedCheck.extend(base),
  modelPathCheck.extend(base),
  dependsOnCheck.extend(base),
  networksCheck.extend(base),
  cameUpCheck.extend(base),
  runningCheck.extend(base),
  healthyCheck.extend(base),
  exitedCheck.extend(base),
  restartedCheck.extend(base),
  imageCheck.extend(base),
  startedAfterCheck.extend(base),
  honestHealthcheckCheck.extend(base),
  resolvesCheck.extend(base),
  reachableCheck.extend(base),
  notReachableCheck.extend(base),
  noWayOutCheck.extend(base),
  notPublishedCheck.extend(base),
  httpCheck.extend(base),
  balanceCheck.extend(base),
  dataKeptCheck.extend(base),
  storedInCheck.extend(base),
  workedCheck.extend(base),
  recreatedCheck.extend(base),
  notRecreatedCheck.extend(base),
  removedCheck.extend(base),
  shareCheck.extend(base),
  updateCheck.extend(base),
  outputCheck.extend(base),
  envCheck.extend(base),
  limitsCheck.extend(base),
  killedForMemoryCheck.extend(base),
  secretFileCheck.extend(base),
  secretHiddenCheck.extend(base),
  loginCheck.extend(base),
  logOptionsCheck.extend(base),
  logFieldsCheck.extend(base),
  logRotatedCheck.extend(base),
  targetsUpCheck.extend(base),
  alertCheck.extend(base),
  dataGoneCheck.extend(base),
  jobsDoneCheck.extend(base),
]);

export type Check = z.infer<typeof checkSchema>;

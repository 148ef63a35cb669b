import type { Probe } from "../probes.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import { judgeNotRecreated, judgeRecreated, judgeRemoved, judgeWorked } from "./change.ts";
import type { Check } from "./checks.ts";
import { judgeDataKept, judgeStoredIn, probesOfDataKept, probesOfStoredIn } from "./data.ts";
import { judgeEnv, probesOfEnv } from "./environment.ts";
import { judgeDataGone, probesOfDataGone } from "./gone.ts";
import { judgeBalance, judgeHttp, probesOfHttp } from "./http.ts";
import { judgeJobsDone, probesOfJobsDone } from "./jobs.ts";
import { judgeKilledForMemory, judgeLimits, probesOfLimits } from "./limits.ts";
import {
  judgeLogFields,
  judgeLogOptions,
  judgeLogRotated,
  probesOfLogFields,
  probesOfLogOptions,
  probesOfLogRotated,
} from "./logs.ts";
import { judgeAlert, judgeTargetsUp, probesOfAlert, probesOfTargetsUp } from "./metrics.ts";
import { judgeAccepted, judgeDependsOn, judgeModelPath, judgeNetworks, judgeRefused } from "./model.ts";
import {
  judgeNotPublished,
  judgeNotReachable,
  judgeNoWayOut,
  judgeReachable,
  judgeResolves,
  probesOfNotReachable,
  probesOfNoWayOut,
  probesOfReachable,
  probesOfResolves,
} from "./network.ts";
import { judgeHonestHealthcheck, judgeStartedAfter } from "./order.ts";
import { judgeOutput, probesOfOutput } from "./output.ts";
import {
  judgeLogin,
  judgeSecretFile,
  judgeSecretHidden,
  probesOfLogin,
  probesOfSecretFile,
  probesOfSecretHidden,
} from "./secrets.ts";
import {
  judgeCameUp,
  judgeExited,
  judgeHealthy,
  judgeImage,
  judgeRestarted,
  judgeRunning,
} from "./service.ts";
import { judgeShare, judgeUpdate } from "./traffic.ts";

/** The id of a step that a check speaks of, and where in the check it stands. */
export type NamedStep = { id: string; path: (string | number)[] };

type CheckKind<One extends Check> = {
  /** Pure: the same snapshot always gives the same verdict. */
  judge: (check: One, snapshot: Snapshot) => Verdict;
  /** What must have been asked before it can be judged. */
  probes?: (check: One) => Probe[];
  steps?: (check: One) => NamedStep[];
  /** It reads nothing but the files, so it may stand in the stage `model`. */
  model?: true;
};

type Kinds = { [Type in Check["type"]]: CheckKind<Extract<Check, { type: Type }>> };

/** What belongs to each type of check, beside its schema. */
const checkKinds: Kinds = {
  accepted: { judge: judgeAccepted, model: true },
  refused: { judge: judgeRefused, model: true },
  "model-path": { judge: judgeModelPath, model: true },
  "depends-on": { judge: judgeDependsOn, model: true },
  "on-networks": { judge: judgeNetworks, model: true },
  "came-up": { judge: judgeCameUp, steps: stepAt("step") },
  running: { judge: judgeRunning },
  healthy: { judge: judgeHealthy },
  exited: { judge: judgeExited },
  restarted: { judge: judgeRestarted, steps: stepAt("since") },
  "image-of": { judge: judgeImage },
  "started-after": { judge: judgeStartedAfter, steps: stepAt("step") },
  "honest-healthcheck": {
    judge: judgeHonestHealthcheck,
    steps: (check) => check.steps.map((id, index) => ({ id, path: ["steps", index] })),
  },
  resolves: { judge: judgeResolves, probes: probesOfResolves },
  reachable: { judge: judgeReachable, probes: probesOfReachable },
  "not-reachable": { judge: judgeNotReachable, probes: probesOfNotReachable },
  "no-way-out": { judge: judgeNoWayOut, probes: probesOfNoWayOut },
  "not-published": { judge: judgeNotPublished },
  http: { judge: judgeHttp, probes: probesOfHttp },
  balance: { judge: judgeBalance, steps: stepAt("step") },
  "data-kept": {
    judge: judgeDataKept,
    probes: probesOfDataKept,
    steps: ({ written, across }) => [
      { id: written, path: ["written"] },
      ...(across ? [{ id: across.step, path: ["across", "step"] }] : []),
    ],
  },
  "stored-in": { judge: judgeStoredIn, probes: probesOfStoredIn, steps: stepAt("written") },
  worked: { judge: judgeWorked, steps: stepAt("step") },
  recreated: { judge: judgeRecreated, steps: stepAt("step") },
  "not-recreated": { judge: judgeNotRecreated, steps: stepAt("step") },
  removed: { judge: judgeRemoved, steps: stepAt("step") },
  share: { judge: judgeShare, steps: stepAt("step") },
  update: { judge: judgeUpdate, steps: stepAt("step") },
  output: {
    judge: judgeOutput,
    probes: probesOfOutput,
    steps: ({ holds }) => (holds === undefined ? [] : [{ id: holds, path: ["holds"] }]),
  },
  env: { judge: judgeEnv, probes: probesOfEnv },
  limits: { judge: judgeLimits, probes: probesOfLimits },
  "killed-for-memory": { judge: judgeKilledForMemory, steps: stepAt("step") },
  "secret-file": { judge: judgeSecretFile, probes: probesOfSecretFile, steps: stepAt("of") },
  "secret-hidden": { judge: judgeSecretHidden, probes: probesOfSecretHidden, steps: stepAt("of") },
  login: { judge: judgeLogin, probes: probesOfLogin, steps: stepAt("of") },
  "log-options": { judge: judgeLogOptions, probes: probesOfLogOptions },
  "log-fields": { judge: judgeLogFields, probes: probesOfLogFields, steps: stepAt("step") },
  "log-rotated": { judge: judgeLogRotated, probes: probesOfLogRotated, steps: stepAt("step") },
  "targets-up": { judge: judgeTargetsUp, probes: probesOfTargetsUp },
  alert: {
    judge: judgeAlert,
    probes: probesOfAlert,
    steps: ({ since }) => (since === undefined ? [] : [{ id: since, path: ["since"] }]),
  },
  "data-gone": {
    judge: judgeDataGone,
    probes: probesOfDataGone,
    steps: ({ written, step }) => [
      { id: written, path: ["written"] },
      { id: step, path: ["step"] },
    ],
  },
  "jobs-done": { judge: judgeJobsDone, probes: probesOfJobsDone },
};

function stepAt<Key extends string>(key: Key): (check: Record<Key, string>) => NamedStep[] {
  return (check) => [{ id: check[key], path: [key] }];
}

/** The kind of a check, so that it can be put to work without knowing which it is. */
export function kindOf(check: Check): CheckKind<Check> {
  // The table gives each type the kind for checks of that type; a table cannot be indexed that closely in TypeScript.
  return checkKinds[check.type] as CheckKind<Check>;
}

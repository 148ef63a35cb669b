import type { Probe } from "./probes.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Verdict } from "./verdict.ts";
import type { Check } from "./vocabulary/checks.ts";
import { judgeDataKept, judgeStoredIn, probesOfDataKept, probesOfStoredIn } from "./vocabulary/data.ts";
import { judgeBalance, judgeHttp, probesOfHttp } from "./vocabulary/http.ts";
import { judgeAccepted, judgeDependsOn, judgeModelPath, judgeNetworks } from "./vocabulary/model.ts";
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
} from "./vocabulary/network.ts";
import { judgeHonestHealthcheck, judgeStartedAfter } from "./vocabulary/order.ts";
import {
  judgeCameUp,
  judgeExited,
  judgeHealthy,
  judgeImage,
  judgeRestarted,
  judgeRunning,
} from "./vocabulary/service.ts";

/** Decides a check by what was observed. Pure: the same snapshot always gives the same verdict. */
export function judge(check: Check, snapshot: Snapshot): Verdict {
  switch (check.type) {
    case "accepted":
      return judgeAccepted(check, snapshot);
    case "model-path":
      return judgeModelPath(check, snapshot);
    case "depends-on":
      return judgeDependsOn(check, snapshot);
    case "on-networks":
      return judgeNetworks(check, snapshot);
    case "came-up":
      return judgeCameUp(check, snapshot);
    case "running":
      return judgeRunning(check, snapshot);
    case "healthy":
      return judgeHealthy(check, snapshot);
    case "exited":
      return judgeExited(check, snapshot);
    case "restarted":
      return judgeRestarted(check, snapshot);
    case "image-of":
      return judgeImage(check, snapshot);
    case "started-after":
      return judgeStartedAfter(check, snapshot);
    case "honest-healthcheck":
      return judgeHonestHealthcheck(check, snapshot);
    case "resolves":
      return judgeResolves(check, snapshot);
    case "reachable":
      return judgeReachable(check, snapshot);
    case "not-reachable":
      return judgeNotReachable(check, snapshot);
    case "no-way-out":
      return judgeNoWayOut(check, snapshot);
    case "not-published":
      return judgeNotPublished(check, snapshot);
    case "http":
      return judgeHttp(check, snapshot);
    case "balance":
      return judgeBalance(check, snapshot);
    case "data-kept":
      return judgeDataKept(check, snapshot);
    case "stored-in":
      return judgeStoredIn(check, snapshot);
  }
}

/** What must have been asked before the check can be judged. */
export function probesOf(check: Check): Probe[] {
  switch (check.type) {
    case "resolves":
      return probesOfResolves(check);
    case "reachable":
      return probesOfReachable(check);
    case "not-reachable":
      return probesOfNotReachable(check);
    case "no-way-out":
      return probesOfNoWayOut(check);
    case "http":
      return probesOfHttp(check);
    case "data-kept":
      return probesOfDataKept(check);
    case "stored-in":
      return probesOfStoredIn(check);
    default:
      return [];
  }
}

import { message } from "../i18n/message.ts";
import type { Snapshot } from "./snapshot.ts";
import { evidenceOf, type Verdict } from "./verdict.ts";
import { lastWords, statesOf, wordsOf } from "./vocabulary/service.ts";

/** Verdicts that miss a service's containers; their parameter `service` says whose. */
const missing = ["grading.service-not-running", "grading.no-containers", "grading.not-running-up-failed"];

export function missesContainers({ message }: Verdict): boolean {
  return missing.includes(message.code);
}

/** Says also why they are missing: what `up` complained of, or what they printed before they ended. */
export function withReason(verdict: Verdict, snapshot: Snapshot): Verdict {
  if (!missesContainers(verdict)) return verdict;
  const service = String(verdict.message.params.service);
  const up = snapshot.steps.findLast(({ what }) => /^docker compose .*\bup\b/.test(what));
  const evidence = verdict.evidence.length > 0 ? verdict.evidence : shown(snapshot, service);
  if (!up || up.succeeded) return { ...verdict, evidence };
  const params = { service, command: up.what, words: lastWords(up.answer) };
  return {
    ...verdict,
    message: message("grading.not-running-up-failed", params),
    evidence: [...evidenceOf(up), ...evidence],
  };
}

function shown(snapshot: Snapshot, service: string): Verdict["evidence"] {
  return [statesOf(snapshot, service), ...wordsOf(snapshot, service)];
}

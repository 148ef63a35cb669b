import type { Evidence } from "../result.ts";
import type { Snapshot } from "../snapshot.ts";
import { failed, type Verdict } from "../verdict.ts";

/** Compose did not take the files: every check that reads the model fails by Compose's own words. */
export function rejected(snapshot: Snapshot): Verdict {
  return failed("rejected", { words: snapshot.config.words }, { evidence: configEvidence(snapshot) });
}

/** What `docker compose config` says, or what it says at one path. */
export function configEvidence(snapshot: Snapshot, path?: string, value?: unknown): Evidence[] {
  const { what, at, words } = snapshot.config;
  const answer = path ? `${path}: ${JSON.stringify(value ?? null)}` : words;
  return [{ what, answer: answer || "OK", at }];
}

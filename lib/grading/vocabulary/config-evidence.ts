import type { Evidence } from "../result.ts";
import { type ConfigView, configOf, type Snapshot } from "../snapshot.ts";
import { failed, type Verdict } from "../verdict.ts";
import { composeCommand, type With } from "./with.ts";

/** Compose did not take the files: every check that reads the model fails by Compose's own words. */
export function rejected(snapshot: Snapshot, given?: With): Verdict {
  const config = configOf(snapshot, given);
  if (!config) return failed("not-observed", { what: composeCommand(given, ["config"]) });
  const layers = given?.files && { layers: given.files };
  return failed("rejected", { words: config.words }, { evidence: configEvidence(config), ...layers });
}

/** What `docker compose config` says, or what it says at one path. */
export function configEvidence({ what, at, words }: ConfigView, path?: string, value?: unknown): Evidence[] {
  const answer = path ? `${path}: ${JSON.stringify(value ?? null)}` : words;
  return [{ what, answer: answer || "OK", at }];
}

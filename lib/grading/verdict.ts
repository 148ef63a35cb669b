import { type Message, message } from "../i18n/message.ts";
import type { Answer } from "./probes.ts";
import type { Evidence } from "./result.ts";
import type { Snapshot, StepOutcome } from "./snapshot.ts";

/** A key's place in the Compose file: ["services", "api", "depends_on", "db"]. */
export type YamlPath = (string | number)[];

export type Verdict = {
  status: "passed" | "failed";
  message: Message;
  evidence: Evidence[];
  /** What in the student's file it is about; the nearest key that exists is shown. */
  about?: YamlPath;
  /** The Compose files in which that is looked for, the one that is laid over the others last. */
  layers?: string[];
  /** Waiting will not change it. */
  final?: true;
};

type Details = Partial<Pick<Verdict, "evidence" | "about" | "layers" | "final">>;

/** `code` is the name of a text in lib/i18n/catalogue/grading.*.json. */
export function passed(code: string, params: Message["params"], details: Details = {}): Verdict {
  return { status: "passed", message: message(`grading.${code}`, params), evidence: [], ...details };
}

export function failed(code: string, params: Message["params"], details: Details = {}): Verdict {
  return { status: "failed", message: message(`grading.${code}`, params), evidence: [], ...details };
}

export function evidenceOf(...sources: (Answer | StepOutcome | undefined)[]): Evidence[] {
  return sources.flatMap((source) => {
    if (!source) return [];
    if ("stage" in source) {
      return [{ what: source.what, answer: source.answer, at: new Date(source.endedAt).toISOString() }];
    }
    return [{ ...source.evidence, at: source.at }];
  });
}

/** Evidence that was read off the engine when the snapshot was taken. */
export function observed(snapshot: Snapshot, what: string, answer: string): Evidence {
  return { what, answer, at: snapshot.at };
}

/** A check cannot hold where the thing that it speaks of does not exist: it fails and says what is missing. */
export function serviceNotRunning(service: string): Verdict {
  return failed("service-not-running", { service }, { about: ["services", service] });
}

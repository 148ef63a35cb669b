import type { getTranslations } from "next-intl/server";
import type { Check } from "../../../../lib/grading/vocabulary/checks.ts";
import type { Step } from "../../../../lib/grading/vocabulary/steps.ts";

type AimTexts = Awaited<ReturnType<typeof getTranslations<"aim">>>;

/** What a check looks at, said without saying what the answer is. Every kind of check has its sentence. */
export function aimOf(check: Check, t: AimTexts, steps: Step[]): string {
  const script = check.type === "worked" ? steps.find(({ id }) => id === check.step) : undefined;
  if (script?.act === "script") {
    return t(script.exits === "badly" ? "scriptFails" : "scriptWorks", { file: script.file });
  }
  const values = named(check);
  if ("path" in check && Array.isArray(check.path)) values.path = check.path.join(".");
  return t(check.type, values);
}

/** The texts and numbers among the keys of a check or a step, for a sentence to name them. */
export function named(described: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(described).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  );
}

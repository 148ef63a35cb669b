import type { getTranslations } from "next-intl/server";
import type { Check } from "../../../../lib/grading/vocabulary/checks.ts";

type AimTexts = Awaited<ReturnType<typeof getTranslations<"aim">>>;

/** What a check looks at, said without saying what the answer is. Every kind of check has its sentence. */
export function aimOf(check: Check, t: AimTexts): string {
  const values = Object.entries(check).flatMap(([name, value]) => {
    if (typeof value === "string" || typeof value === "number") return [[name, value]];
    return name === "path" && Array.isArray(value) ? [[name, value.join(".")]] : [];
  });
  return t(check.type, Object.fromEntries(values)).replaceAll("`", "");
}

import type { CheckResult } from "../../../lib/grading/result.ts";
import type { MarkState } from "../../components/state-mark.tsx";

const marks: Record<CheckResult["status"], MarkState> = {
  passed: "good",
  failed: "bad",
  error: "warn",
  skipped: "none",
};

export function checkMark(status: CheckResult["status"]): MarkState {
  return marks[status];
}

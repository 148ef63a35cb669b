import { z } from "zod";
import type { Probe } from "../probes.ts";
import { answerOf, type Snapshot, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, passed, type Verdict } from "../verdict.ts";
import { stepName, workspacePath } from "./parameters.ts";

export const outputCheck = z.strictObject({
  type: z
    .literal("output")
    .describe(
      "A file of the workspace, such as the archive that a backup script leaves behind, exists and holds something.",
    ),
  file: workspacePath.describe(
    "Its path; * stands for any part of a name, and of the files that fit the newest one counts: backups/*.",
  ),
  matches: z
    .string()
    .min(1)
    .optional()
    .describe("A regular expression over its text, unpacked where it is compressed."),
  holds: stepName
    .optional()
    .describe(
      "The id of a `write` or `put` step, whose value must be in it; also inside .gz, .tar, .tar.gz and what pg_dump writes.",
    ),
});

export function probesOfOutput(check: z.infer<typeof outputCheck>): Probe[] {
  return [fileProbe(check)];
}

export function judgeOutput(check: z.infer<typeof outputCheck>, snapshot: Snapshot): Verdict {
  const { file } = check;
  const answer = answerOf(snapshot, fileProbe(check));
  if (answer?.kind !== "file") return failed("not-observed", { what: file });
  const written = check.holds === undefined ? undefined : stepOf(snapshot, check.holds);
  const evidence = evidenceOf(written, answer);
  if (answer.path === undefined) return failed("no-file", { file }, { evidence });
  const path = answer.path;
  if (answer.bytes === 0) return failed("file-empty", { file: path }, { evidence });
  if (check.matches !== undefined && !new RegExp(check.matches, "mu").test(answer.text)) {
    return failed("file-other-content", { file: path, expected: `/${check.matches}/` }, { evidence });
  }
  if (check.holds !== undefined) {
    if (!written?.nonce) return failed("not-observed", { what: check.holds }, { evidence });
    if (!written.succeeded) {
      return failed("not-written", { words: written.answer.slice(0, 200) }, { evidence });
    }
    if (!answer.holds) return failed("file-without-value", { file: path }, { evidence });
  }
  return passed("file", { file: path, bytes: answer.bytes }, { evidence });
}

function fileProbe({ file, holds }: z.infer<typeof outputCheck>): Extract<Probe, { kind: "file" }> {
  return { kind: "file", path: file, ...(holds !== undefined && { holds }) };
}

import { z } from "zod";
import type { Answer, Probe } from "../../lib/grading/probes.ts";
import { now, type RunState } from "./run-state.ts";

const timeoutMs = 30_000;

/** What is shown of a file, and judged by regular expressions. */
const shownBytes = 64 * 1024;

/**
 * Run in the toolbox, as the student, with its memory and time: whatever the file is (a bomb, a link, a pipe),
 * it can harm nobody else. Prints: the path, bytes, 1 or 0 for the value, and the text's beginning.
 */
const program = `set -f
unpacked() {
  case "$(head -c 5 -- "$1" | tr -d '\\0')" in
    PGDMP) pg_restore -f - -- "$1" 2>/dev/null ;;
    *) zcat -f -- "$1" 2>/dev/null ;;
  esac
}
within() {
  # What is packed once more inside an archive, such as a dump that is compressed in a .tar.
  tar -x -O -f "$1" --wildcards "*.gz" 2>/dev/null | zcat -f 2>/dev/null
}
# As in a shell, * stands for no hidden file: an unfinished one may lie there.
case "\${1##*/}" in .*) hidden= ;; *) hidden='! -name .*' ;; esac
newest=$(find . -type f -path "./$1" $hidden -printf '%T@ %p\\n' 2>/dev/null | sort -n | tail -n 1 | cut -d ' ' -f 2-)
[ -n "$newest" ] || exit 3
printf '%s\\n%s\\n' "$(printf %s "$newest" | tr '\\n' ' ' | head -c 300)" "$(stat -c %s -- "$newest")"
if [ -n "$2" ] && { unpacked "$newest" | head -c "$3" | grep -a -q -F -e "$2" || within "$newest" | head -c "$3" | grep -a -q -F -e "$2"; }
then echo 1; else echo 0; fi
unpacked "$newest" | head -c "$4"
exit 0`;

const longestUnpacked = 256 * 1024 * 1024;

const headSchema = z.tuple([z.string(), z.coerce.number().int(), z.enum(["0", "1"])]);

/** Looks at a file that the student's work has left in the workspace. */
export async function readOutput(run: RunState, question: Extract<Probe, { kind: "file" }>): Promise<Answer> {
  const nonce = run.steps.find(({ id }) => id === question.holds)?.nonce ?? "";
  const command = ["bash", "-c", program, "file", question.path, nonce, String(longestUnpacked)];
  const options = { timeoutMs, signal: run.signal, withoutPorts: true };
  const result = await run.sandbox.exec([...command, String(shownBytes)], options);
  const what = `ls -l ${question.path}`;
  const [path = "", bytes = "", holds = "", ...text] = result.stdout.split("\n");
  const head = headSchema.safeParse([path, bytes, holds]);
  if (result.exitCode !== 0 || !head.success) {
    return { kind: "file", bytes: 0, text: "", holds: false, evidence: { what, answer: "–" }, at: now() };
  }
  const [found, size] = [head.data[0].replace(/^\.\//, ""), head.data[1]];
  const answer = `${found} (${size} bytes)`;
  return {
    kind: "file",
    path: found,
    bytes: size,
    text: text.join("\n"),
    holds: head.data[2] === "1",
    evidence: { what, answer },
    at: now(),
  };
}

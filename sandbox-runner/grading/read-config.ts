import { parseDocument } from "yaml";
import { entryOfWorkspace } from "../../lib/compose/project.ts";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { configModelSchema } from "../../lib/grading/config-model.ts";
import type { Snapshot } from "../../lib/grading/snapshot.ts";
import { compose, timedOut } from "./compose.ts";
import { now, type RunState } from "./run-state.ts";

const timeoutSeconds = 30;
const what = "docker compose config";

/** What the real Compose makes of the student's files: the model, or its own words of why there is none. */
export async function readConfig(
  run: Pick<RunState, "context" | "sandbox" | "signal" | "emit">,
): Promise<Snapshot["config"]> {
  const result = await compose(run, ["config", "--format", "json"], { timeoutSeconds, quiet: true });
  const words = withoutPrefix(result.stderr);
  if (result.exitCode === timedOut) throw new Error(`${what} did not end within ${timeoutSeconds} s`);
  if (result.exitCode !== 0) return { words: words || `exit code ${result.exitCode}`, what, at: now() };
  const model = configModelSchema.parse(JSON.parse(result.stdout));
  return { model, words, what, at: now() };
}

/** What the main file itself says, as plain data; undefined when it is no YAML. */
export function readWritten(files: WorkspaceFile[]): unknown {
  const entry = entryOfWorkspace(files);
  const text = files.find((file) => file.path === entry)?.content;
  if (text === undefined) return undefined;
  const document = parseDocument(text, { merge: true, uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Compose writes warnings as `time="…" level=warning msg="…"`; only the message is for people. */
function withoutPrefix(text: string): string {
  return text
    .split("\n")
    .map((line) => /^time="[^"]*" level=\w+ msg="(.*)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

import { parseDocument } from "yaml";
import { entryOfWorkspace } from "../../lib/compose/project.ts";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { configModelSchema } from "../../lib/grading/config-model.ts";
import type { ConfigView } from "../../lib/grading/snapshot.ts";
import { composeCommand, type With, withKey } from "../../lib/grading/vocabulary/with.ts";
import { compose, timedOut } from "./compose.ts";
import { now, type RunState } from "./run-state.ts";

const timeoutSeconds = 30;
const longestModel = 1024 * 1024;

/** Reads what is not known yet: plain `docker compose config`, and the other ways of calling it. */
export async function readConfigs(run: RunState, calls: With[]): Promise<void> {
  if (run.config.what === "") run.config = await readConfig(run);
  for (const call of calls) run.configs[withKey(call)] ??= await readConfig(run, call);
}

/** The files have changed: what was made of them must be asked again. */
export function forgetConfigs(run: RunState): void {
  run.config = { words: "", what: "", at: now() };
  run.configs = {};
}

/** What the real Compose makes of the student's files: the model, or its own words of why there is none. */
async function readConfig(
  run: Pick<RunState, "context" | "sandbox" | "signal" | "emit">,
  call?: With,
): Promise<ConfigView> {
  const what = composeCommand(call, ["config"]);
  const argument = ["config", "--format", "json"];
  const result = await compose(run, argument, { timeoutSeconds, quiet: true, with: call });
  const words = withoutPrefix(result.stderr);
  if (result.exitCode === timedOut) throw new Error(`${what} did not end within ${timeoutSeconds} s`);
  if (result.exitCode !== 0) return { words: words || `exit code ${result.exitCode}`, what, at: now() };
  if (result.stdout.length >= longestModel) return { words: "the model is too long", what, at: now() };
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

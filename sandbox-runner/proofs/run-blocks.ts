import type { CommandBlock, RunnableBlock } from "../../lib/content/runnable.ts";
import { runsOf } from "../../lib/content/runnable.ts";
import type { RunnerContext } from "../context.ts";
import { commandOfBlock } from "../live/runs/commands.ts";
import { createSandbox } from "../sandbox/create.ts";

/** After this the reaper takes the sandbox as lost. */
const lifetimeSeconds = 3600;
/** Longer than a reader should wait: here others may be at work beside it. */
const blockMilliseconds = 180_000;
const longestOutput = 64 * 1024;

/** A block that did not do what it says. */
export type FailedBlock = { block: CommandBlock; exitCode: number; output: string };

/** Runs the blocks of a lesson one after the other in a fresh sandbox, as a reader would, up to the first that fails. */
export async function runBlocks(
  context: RunnerContext,
  blocks: RunnableBlock[],
  signal: AbortSignal,
): Promise<FailedBlock | undefined> {
  const sandbox = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds, signal });
  try {
    const commands = blocks.filter((block) => block.kind === "commands");
    for (const [index, run] of runsOf(blocks).entries()) {
      const block = commands[index];
      if (!block) continue;
      for (const { path, content } of run.files) {
        await sandbox.exec(["sh", "-c", writeFile, "sh", path], { input: content, signal });
      }
      let output = "";
      const { exitCode } = await sandbox.exec(commandOfBlock(run), {
        timeoutMs: blockMilliseconds,
        maxBytes: 0,
        onOutput: (_, text) => {
          output = (output + text).slice(-longestOutput);
        },
        signal,
      });
      if ((exitCode === 0) === run.fails) return { block, exitCode, output };
    }
    return undefined;
  } finally {
    await sandbox.remove();
  }
}

const writeFile = 'mkdir -p "$(dirname "$1")" && cat > "$1"';

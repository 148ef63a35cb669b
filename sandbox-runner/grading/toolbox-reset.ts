import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { toolboxName } from "../sandbox/paths.ts";
import { ignoreMissing } from "./containers.ts";
import type { RunState } from "./run-state.ts";

/** What always runs in a toolbox as the student: the engine's init, the image's, and the program that keeps it up. */
const ownProcesses = 3;

/** https://docs.docker.com/reference/api/engine/ (ContainerTop); null while the container ends. */
const topSchema = z.object({
  Titles: z.array(z.string()).default([]),
  Processes: z.array(z.array(z.string())).nullish(),
});

const restartTimeoutMs = 20_000;

/**
 * Ends whatever a script has left behind in the toolbox: it could stop or change the programs by which the grader
 * goes on. A live sandbox is left as it is, for the student's own terminals are in it.
 */
export async function resetToolbox(run: RunState): Promise<void> {
  const container = run.context.engine.docker.getContainer(toolboxName(run.sandbox.id));
  const { State } = await container.inspect();
  if (State.Running && run.sandbox.identity.kind === "interactive") return;
  // A toolbox that is just ending answers neither by its processes nor by its state.
  const listed = State.Running ? await container.top().catch(ignoreEnded) : undefined;
  if (studentProcesses(topSchema.parse(listed ?? {}), State.Pid) === ownProcesses) return;
  await container.kill().catch(ignoreEnded);
  const deadline = Date.now() + restartTimeoutMs;
  while ((await container.inspect()).State.Running) {
    if (Date.now() > deadline) throw new Error("the toolbox could not be ended");
    await delay(100, undefined, { signal: run.signal });
  }
  await run.sandbox.revive();
}

/**
 * How many run as who the toolbox runs as. What listens there for published ports is root's: no script can have
 * started it, nor stopped it.
 */
export function studentProcesses({ Titles, Processes }: z.infer<typeof topSchema>, init: number): number {
  const [user, pid] = [Titles.indexOf("UID"), Titles.indexOf("PID")];
  const student = Processes?.find((row) => row[pid] === String(init))?.[user];
  return Processes?.filter((row) => row[user] === student).length ?? 0;
}

function ignoreEnded(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 409 && error.statusCode !== 500) ignoreMissing(error);
}

import { unmangle } from "../../gate/objects/names.ts";
import { inspectContainers } from "../containers.ts";
import { serviceOf } from "../labels.ts";
import type { RunState } from "../run-state.ts";
import type { StepResult } from "./step-result.ts";

/** Kills one running container of a service at once; `prefer` names hosts of which one should be taken. */
export async function killOne(run: RunState, service: string, prefer: string[] = []): Promise<StepResult> {
  const running = (await inspectContainers(run)).filter(
    ({ Config, State }) => serviceOf(Config.Labels, run.projects) === service && State.Running,
  );
  const victim = running.find(({ Config }) => prefer.includes(Config.Hostname)) ?? running[0];
  if (!victim)
    return { succeeded: false, what: `docker kill (${service})`, answer: `${service} does not run` };
  const name = unmangle(run.sandbox.id, victim.Name) ?? victim.Name;
  const refusal = await run.context.engine.docker
    .getContainer(victim.Id)
    .kill({ signal: "SIGKILL" })
    .catch(endedByItself);
  if (refusal instanceof Error)
    return { succeeded: false, what: `docker kill ${name}`, answer: refusal.message };
  return {
    succeeded: true,
    what: `docker kill ${name}`,
    answer: name,
    killed: { container: victim.Id, name, at: Date.now() },
  };
}

function endedByItself(error: Error & { statusCode?: number }): Error {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
  return error;
}

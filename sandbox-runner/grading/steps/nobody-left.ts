import type { Route } from "../../../lib/grading/probes.ts";
import { publishedPortsOf } from "../../gate/objects/published-ports.ts";
import { inspectContainers } from "../containers.ts";
import { endedForGood } from "../ended.ts";
import { serviceOf } from "../labels.ts";
import type { RunState } from "../run-state.ts";

/** Whether a request cannot be answered however long one tries: all that it could go through has ended for good. */
export async function nobodyLeft(
  run: Pick<RunState, "context" | "sandbox" | "projects">,
  via: Route,
): Promise<boolean> {
  const containers = await inspectContainers(run);
  const asked = containers.filter(({ Config: { Labels } }) =>
    "from" in via
      ? serviceOf(Labels, run.projects) === via.from
      : publishedPortsOf(Labels).some(
          ({ hostPort, containerPort }) => (hostPort || containerPort) === via.port,
        ),
  );
  return asked.every(endedForGood);
}

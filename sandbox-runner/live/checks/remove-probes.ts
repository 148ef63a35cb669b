import type { RunnerContext } from "../../context.ts";
import { sandboxFilter } from "../../sandbox/labels.ts";

/** Takes the grader's places out of a sandbox that goes on without it. */
export async function removeProbes(context: Pick<RunnerContext, "engine">, sandbox: string): Promise<void> {
  const { docker } = context.engine;
  const probes = await docker.listContainers({ all: true, filters: sandboxFilter(sandbox, "probe") });
  await Promise.all(
    probes.map(({ Id }) =>
      docker
        .getContainer(Id)
        .remove({ force: true })
        .catch((error: { statusCode?: number }) => {
          // 404 and 409: it is gone, or being removed.
          if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
        }),
    ),
  );
}

import type { RunnerContext } from "../context.ts";
import { defaultLimits, type SandboxLimits } from "../gate/objects/limits.ts";
import { newSandboxId, type SandboxIdentity } from "./labels.ts";
import { toolboxName } from "./paths.ts";
import { preparePlace } from "./place.ts";
import type { Place, Places } from "./ready.ts";
import { removeSandboxObjects } from "./remove.ts";
import { createToolbox, toolboxReference } from "./toolbox.ts";

/** What is older is made anew, long before the reaper would take it for forgotten. */
const oldestSeconds = 24 * 3600;
const reapedAfterSeconds = 7 * oldestSeconds;

/** The places of this installation's engine. What is nobody's yet has no gate: it opens with its owner's limits. */
export function readyPlaces(context: RunnerContext): Places {
  const { docker } = context.engine;
  const remove = async ({ id }: Pick<Place, "id">) => {
    try {
      await removeSandboxObjects(context, id);
    } finally {
      context.inUse.delete(id);
    }
  };
  return {
    make: async () => {
      const identity = readyIdentity(context);
      context.inUse.add(identity.id);
      try {
        const place = await preparePlace(context, identity, defaultLimits);
        await createToolbox(context, identity, place.cgroupParent);
        return place;
      } catch (error) {
        await remove(identity).catch(() => undefined);
        throw error;
      }
    },
    isFresh: async ({ id }) => {
      const [toolbox, image] = await Promise.all([
        docker.getContainer(toolboxName(id)).inspect(),
        docker.getImage(toolboxReference(context)).inspect(),
      ]);
      const age = Date.now() - Date.parse(toolbox.Created);
      return toolbox.State.Running && toolbox.Image === image.Id && age < oldestSeconds * 1000;
    },
    remove,
  };
}

/** The control group of a ready place is made for the usual limits; all others are applied when it is taken. */
export function fitsReady({ memory, nanoCpus, pids }: SandboxLimits): boolean {
  return (
    memory === defaultLimits.memory && nanoCpus === defaultLimits.nanoCpus && pids === defaultLimits.pids
  );
}

function readyIdentity({ settings, owner }: RunnerContext): SandboxIdentity {
  const expires = Math.floor(Date.now() / 1000) + reapedAfterSeconds;
  return { id: newSandboxId(), instance: settings.instance, owner, kind: "ready", expires };
}

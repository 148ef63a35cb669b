import type { GateSandbox } from "./gate-sandbox.ts";
import { checkContainerName, mangle } from "./names.ts";
import { engineError } from "./refusal.ts";

/** Decides a `POST /containers/{id}/rename`. A taken name is the engine's to refuse. */
export function decideContainerRename(
  name: string,
  { sandbox }: { sandbox: GateSandbox },
): { name: string; engineName: string } {
  const bare = name.replace(/^\//, "");
  if (bare === "") throw engineError(400, "Neither old nor new names may be empty");
  checkContainerName(bare, (given) => `Error when allocating new name: Invalid container name (/${given})`);
  return { name: bare, engineName: mangle(sandbox.id, bare) };
}

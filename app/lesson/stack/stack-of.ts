import { type ComposeModel, composeModel } from "../../../lib/compose/model.ts";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { ContainerView, FileEntry } from "../../../lib/live/protocol.ts";

/** A service that has not as many running containers as its file says. */
export type Difference = { service: string; declared: number; running: number };

export type OwnStack = { model: ComposeModel; containers: ContainerView[]; differences: Difference[] };

/** What a reader has of one folder's project: its file as it is in the sandbox, and what is there of it. */
export function stackOf(
  folder: string,
  entries: ReadonlyMap<string, FileEntry> | undefined,
  containers: readonly ContainerView[],
): OwnStack | undefined {
  const own = containers.filter(({ project }) => project === folder);
  const model = composeModel(filesIn(folder, entries));
  if (!model || own.length === 0) return undefined;
  const running = (name: string) =>
    own.filter(({ service, state }) => service === name && state === "running").length;
  const differences = model.services
    .filter(({ profiles }) => profiles.length === 0)
    .map(({ name, replicas }) => ({ service: name, declared: replicas, running: running(name) }))
    .filter((each) => each.declared !== each.running);
  return { model, containers: own, differences };
}

function filesIn(folder: string, entries: ReadonlyMap<string, FileEntry> | undefined): WorkspaceFile[] {
  return [...(entries?.values() ?? [])].flatMap(({ path, content }) =>
    path.startsWith(`${folder}/`) && content !== null
      ? [{ path: path.slice(folder.length + 1), content }]
      : [],
  );
}

import { posix } from "node:path";
import type { GateSandbox } from "./gate-sandbox.ts";
import { refuse } from "./refusal.ts";

/**
 * The part below the workspace of a bind source, `""` for the workspace itself. The path is cleaned as
 * the engine cleans it; whatever is then outside is refused. Links inside are the engine's concern: it
 * resolves a volume's subpath beneath the volume.
 */
export function workspaceSubpath(source: string, sandbox: GateSandbox): string {
  const clean = posix.normalize(source).replace(/(?<=.)\/$/, "");
  if (clean === sandbox.workspacePath) return "";
  if (clean.startsWith(`${sandbox.workspacePath}/`)) return clean.slice(sandbox.workspacePath.length + 1);
  if (/(^|\/)(docker|containerd|podman)\.sock$/.test(clean)) throw refuse("bind-engine-socket", { source });
  throw refuse("bind-outside", { source, workspace: sandbox.workspacePath });
}

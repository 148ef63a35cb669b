import { isReservedLabel } from "./fields.ts";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { unmangle, unmangleText } from "./names.ts";
import { asObject, asStringList } from "./read-answer.ts";

/** Labels without the lab's own. */
export function viewLabels(labels: unknown): Json {
  return Object.fromEntries(Object.entries(asObject(labels)).filter(([name]) => !isReservedLabel(name)));
}

/** A container, network or volume name as the student knows it; a foreign one is not repeated. */
export function viewName(engineName: string, sandbox: GateSandbox): string {
  return unmangle(sandbox.id, engineName) ?? (/^[0-9a-f]{64}$/.test(engineName) ? engineName : "");
}

export function viewWarnings(warnings: unknown, sandbox: GateSandbox): string[] {
  return asStringList(warnings).map((warning) => unmangleText(warning, sandbox));
}

/** Where an engine of the student's own would keep a volume. */
export function mountpoint(volume: string): string {
  return `/var/lib/docker/volumes/${volume}/_data`;
}

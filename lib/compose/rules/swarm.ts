import { finding } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import type { Project } from "../project.ts";
import { entryOf, valueAt } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

const swarmOnly = ["placement", "update_config", "rollback_config", "endpoint_mode"];

/** Keys that only Swarm follows: right, and without effect in `docker compose up`. */
export function swarm(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => {
    const deploy = valueAt(service.node, "deploy");
    const found = swarmOnly.flatMap((key) => {
      const entry = entryOf(deploy, key);
      return entry
        ? [finding("info", "swarm-only", entry.keySpan, { service: service.name, key: `deploy.${key}` })]
        : [];
    });
    const mode = entryOf(deploy, "mode");
    if (mode && settledText(mode.value)?.startsWith("global")) {
      found.push(finding("info", "swarm-only", mode.keySpan, { service: service.name, key: "deploy.mode" }));
    }
    return found;
  });
}

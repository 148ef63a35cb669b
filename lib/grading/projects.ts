import type { Stage } from "../content/exercise-schema.ts";
import { splitServiceName } from "./service-name.ts";
import type { Snapshot } from "./snapshot.ts";
import { type With, withKey } from "./vocabulary/with.ts";

/** The projects that an exercise speaks of by name: only their services are called `project/service`. */
export function projectsOf(stages: Stage[]): Set<string> {
  const projects = new Set<string>();
  const walk = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      const { project } = namesService.has(key) ? splitServiceName(value) : {};
      if (project) projects.add(project);
      if (key === "project") projects.add(value);
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) walk(inner, Array.isArray(value) ? key : name);
  };
  for (const { steps, checks } of stages) walk({ steps, checks }, "");
  return projects;
}

const namesService = new Set(["service", "services", "from", "to", "name", "after", "witness"]);

/**
 * Whether Compose could read what a stage's checks are about: the project as it is called without more, or, where they
 * only speak of other ways of calling it, one of those. What must be refused need not be readable.
 */
export function couldRead(
  stage: Pick<Stage, "checks">,
  { config, configs }: Pick<Snapshot, "config" | "configs">,
): boolean {
  const wanted = stage.checks.filter(({ type }) => type !== "refused");
  const calls = wanted.map((check) => ("with" in check ? check.with : undefined));
  const other = calls.filter((call) => call !== undefined);
  if (other.length === 0 || other.length < calls.length) return config.model !== undefined;
  return other.some((call) => configs[withKey(call)]?.model !== undefined);
}

/** The ways of calling Compose whose configuration a stage's checks read, each once. */
export function callsOf(stage: Stage): With[] {
  const calls = stage.checks.flatMap((check) => ("with" in check && check.with ? [check.with] : []));
  return [...new Map(calls.map((call) => [withKey(call), call])).values()];
}

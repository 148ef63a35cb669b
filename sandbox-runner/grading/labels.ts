/** What Compose writes on everything that it makes. */
export const composeLabel = {
  service: "com.docker.compose.service",
  project: "com.docker.compose.project",
  oneOff: "com.docker.compose.oneoff",
  files: "com.docker.compose.project.config_files",
} as const;

/** Whether it is a service's container, and no one-off one. */
export function isOfService(labels: Record<string, string>): boolean {
  return Boolean(labels[composeLabel.service]) && labels[composeLabel.oneOff] !== "True";
}

/**
 * The service of a container as checks name it; undefined for what is none: one-off containers, and
 * those that were not made by Compose. Only projects that the exercise names stand before it.
 */
export function serviceOf(labels: Record<string, string>, projects: ReadonlySet<string>): string | undefined {
  const service = labels[composeLabel.service];
  if (!service || !isOfService(labels)) return undefined;
  const project = labels[composeLabel.project] ?? "";
  return projects.has(project) ? `${project}/${service}` : service;
}

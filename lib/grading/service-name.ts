/**
 * A service as checks name it: `api`, or `dev/api` in the project `dev` (no name of Compose has a "/").
 */
type QualifiedName = { project?: string; service: string };

export function splitServiceName(name: string): QualifiedName {
  const slash = name.indexOf("/");
  return slash === -1 ? { service: name } : { project: name.slice(0, slash), service: name.slice(slash + 1) };
}

/** The service without its project: its name in the file, and its host name in its networks. */
export function bareName(name: string): string {
  return splitServiceName(name).service;
}

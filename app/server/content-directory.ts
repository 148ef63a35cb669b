import { site } from "./site.ts";

/** Where the courses are. */
export function contentDirectory(): string {
  return site().settings.contentDirectory;
}

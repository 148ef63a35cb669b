import { readSettings } from "../../lib/config/settings.ts";

/** Where the courses are. Read per request: the environment is the only state it depends on. */
export function contentDirectory(): string {
  return readSettings(process.env).contentDirectory;
}

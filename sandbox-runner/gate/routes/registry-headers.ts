import { malformed, refused } from "../errors.ts";
import { type Json, parseStrictJson } from "../wire/strict-json.ts";

const registryHeaders = ["x-registry-auth", "x-registry-config"] as const;

/**
 * The CLI sends these headers with every pull and build, empty when nobody signed in. Credentials have no
 * use in the lab, and a registry's address is not taken from anybody.
 *
 * @throws GateError 400 when a header is not base64 of JSON, 403 when it carries something
 */
export function assertNoCredentials(headers: ReadonlyMap<string, string>): void {
  for (const name of registryHeaders) {
    const value = headers.get(name);
    if (value === undefined || value === "") continue;
    if (!/^[A-Za-z0-9+/_=-]+$/.test(value)) throw malformed(`malformed request: ${name} is not base64`);
    if (!isEmpty(parseStrictJson(Buffer.from(value, "base64"))))
      throw refused("registry credentials: it needs none");
  }
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  if (typeof value !== "object" || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, each]) => isEmpty(each) || isPublicRegistry(key, each));
}

/** The one address that the CLI writes by itself. */
function isPublicRegistry(key: string, value: Json): boolean {
  return key === "serveraddress" && value === "https://index.docker.io/v1/";
}

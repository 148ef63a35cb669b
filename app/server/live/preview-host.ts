import type { Settings } from "../../../lib/config/settings.ts";
import { isLoopback } from "../request-guard.ts";

/** One port of one sandbox: it has a host name of its own, and so an origin of its own. */
export type PreviewName = { port: number; label: string };

type Asked = Pick<Settings, "origin" | "previewOrigin" | "host">;

const loopbackSuffix = "preview.localhost";

/**
 * Where a port is previewed: below `preview.localhost`, which browsers find on this machine, for a page that is
 * itself reached by a name of this machine; else where the operator says. Undefined when the operator has to.
 *
 * @param host the `Host` of the page's own request.
 */
export function previewOrigin(
  { port, label }: PreviewName,
  host: string | null,
  settings: Asked,
): string | undefined {
  const name = `${port}-${label}`;
  if (settings.previewOrigin) return settings.previewOrigin.replace("*", name);
  const { hostname, port: sitePort } = new URL(`http://${host ?? "invalid"}`);
  if (settings.origin || !isLoopback(hostname.replace(/^\[|\]$/g, ""))) return undefined;
  return `http://${name}.${loopbackSuffix}${sitePort ? `:${sitePort}` : ""}`;
}

/** Which preview a request is for, by its host; undefined for the site's own. */
export function previewOfHost(
  host: string | undefined,
  settings: Asked,
): (PreviewName & { origin: string }) | undefined {
  const [, digits, label = "", suffix] = /^(\d{1,5})-([0-9a-f]{20})\.(.+)$/.exec(host ?? "") ?? [];
  if (!digits || !suffix) return undefined;
  const port = Number(digits);
  if (settings.previewOrigin) {
    const origin = settings.previewOrigin.replace("*", `${port}-${label}`);
    return new URL(origin).host === host ? { port, label, origin } : undefined;
  }
  if (settings.origin || suffix.replace(/:\d+$/, "") !== loopbackSuffix) return undefined;
  return { port, label, origin: `http://${host}` };
}

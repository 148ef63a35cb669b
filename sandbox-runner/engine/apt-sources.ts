/** One archive as apt's configuration names it, in either of apt's two formats (sources.list(5)). */
export type AptSource = {
  uri: string;
  suites: string[];
  components: string[];
  /** Value of Signed-By as a path, where one is given; an embedded key is kept as it is, over several lines. */
  signedBy?: string;
};

/** Reads a one-line list (`deb [options] uri suite component…`). Source-code lines and comments are passed over. */
export function parseSourcesList(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const hit = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!hit?.[2] || !hit[3]) return [];
    const options = hit[1] ?? "";
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
    const components = (hit[4] ?? "").trim().split(/\s+/).filter(Boolean);
    return [{ uri: hit[2], suites: [hit[3]], components, ...(signedBy ? { signedBy } : {}) }];
  });
}

/** Reads deb822 stanzas (`*.sources`). Disabled stanzas and those without `deb` are passed over. */
export function parseDeb822(text: string): AptSource[] {
  const stanzas = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const words = (name: string) => (fields.get(name) ?? "").split(/\s+/).filter(Boolean);
    if (
      !words("types").includes("deb") ||
      /^(no|false|without|off|disable|0)$/i.test(fields.get("enabled") ?? "")
    ) {
      return [];
    }
    const signedBy = fields.get("signed-by");
    return words("uris").map((uri) => ({
      uri,
      suites: words("suites"),
      components: words("components"),
      ...(signedBy ? { signedBy } : {}),
    }));
  });
}

/** `Name: value` with continuation lines, which begin with a blank; names in lower case. */
function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let current = "";
  for (const line of stanza.split("\n")) {
    const start = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
    if (start?.[1]) {
      current = start[1].toLowerCase();
      fields.set(current, (start[2] ?? "").trim());
    } else if (/^\s/.test(line) && current) {
      fields.set(current, `${fields.get(current)}\n${line.trim()}`.trim());
    }
  }
  return fields;
}

/**
 * The entry of the distribution's main archive: the one that carries the release itself (not its updates or
 * security suites, which may live elsewhere) with the component main. Several mirrors: the first one wins.
 */
export function mainArchive(sources: AptSource[], codename: string): AptSource | undefined {
  const withMain = sources.filter((source) => source.components.includes("main"));
  return (
    withMain.find((source) => codename !== "" && source.suites.includes(codename)) ??
    withMain.find((source) => source.suites.some((suite) => /^(stable|testing|unstable|sid)$/.test(suite)))
  );
}

/** Every entry of the release itself: main archive, updates and security, of the distribution only. */
export function releaseArchives(sources: AptSource[], codename: string): AptSource[] {
  const main = mainArchive(sources, codename);
  const ofRelease = (suite: string) =>
    suite === codename || suite === `${codename}-updates` || suite === `${codename}-security`;
  return sources
    .filter((source) => source.components.includes("main"))
    .filter((source) => source === main || source.signedBy === main?.signedBy)
    .map((source) => (source === main ? source : { ...source, suites: source.suites.filter(ofRelease) }))
    .filter((source) => source.suites.length > 0);
}

/** Writes sources as deb822 text for a private apt configuration. */
export function formatDeb822(sources: AptSource[]): string {
  return sources
    .map((source) => {
      const lines = [
        "Types: deb",
        `URIs: ${source.uri}`,
        `Suites: ${source.suites.join(" ")}`,
        `Components: ${source.components.join(" ")}`,
      ];
      if (source.signedBy) lines.push(`Signed-By: ${source.signedBy.replaceAll("\n", "\n ")}`);
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}

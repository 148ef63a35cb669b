const nanosecondsByUnit = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 24 * 3600e9,
  w: 7 * 24 * 3600e9,
};

/** Milliseconds of a duration such as `1m30s`; nothing when Compose cannot read it. */
export function parseDuration(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!/^[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h|d|w))+$/.test(text)) return undefined;
  let nanoseconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h|d|w)/g)) {
    for (const [name, factor] of Object.entries(nanosecondsByUnit)) {
      if (name === unit) nanoseconds += Number(amount) * factor;
    }
  }
  return (text.startsWith("-") ? -nanoseconds : nanoseconds) / 1e6;
}

/** Bytes of a size such as `512m` or `1.5GiB`, counted in powers of 1024; nothing when Compose cannot read it. */
export function parseBytes(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(i?b)?$/i.exec(text.trim());
  if (!found) return undefined;
  const power = " kmgtp".indexOf((found[2] ?? "").toLowerCase() || " ");
  return Math.floor(Number(found[1]) * 1024 ** power);
}

/** `true`, `yes`, `on`, … as Compose casts them; nothing for any other text. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(true|yes|y|on)$/i.test(text)) return true;
  if (/^(false|no|n|off)$/i.test(text)) return false;
  return undefined;
}

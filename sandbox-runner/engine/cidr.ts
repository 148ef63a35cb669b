export type Cidr = { first: number; last: number; prefix: number };

/** Reads `a.b.c.d/n` (or a bare address as /32) into its first and last address; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const hit = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (!hit) return undefined;
  const octets = hit.slice(1, 5).map(Number);
  const prefix = Number(hit[5] ?? 32);
  if (octets.some((octet) => octet > 255) || prefix > 32) return undefined;
  const address = octets.reduce((value, octet) => value * 256 + octet, 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, prefix };
}

export function cidrsOverlap(one: string, other: string): boolean {
  const a = parseCidr(one);
  const b = parseCidr(other);
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

export function cidrContains(outer: string, inner: string): boolean {
  const a = parseCidr(outer);
  const b = parseCidr(inner);
  return a !== undefined && b !== undefined && a.first <= b.first && b.last <= a.last;
}

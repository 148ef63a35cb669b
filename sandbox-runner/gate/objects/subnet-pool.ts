import { refuse } from "./refusal.ts";

/** Where lab networks get their addresses: blocks of prefix length `size` inside `cidr`. */
export type SubnetPool = { cidr: string; size: number };

type Range = { first: number; last: number; prefix: number };

/** An IPv4 CIDR as numbers; undefined unless it is canonical (no host bits, no leading zeros). */
export function parseCidr(text: string): Range | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  const address = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  if (address === undefined || match?.[2] === undefined) return undefined;
  const prefix = Number(match[2]);
  if (prefix > 32) return undefined;
  const length = 2 ** (32 - prefix);
  if (address % length !== 0) return undefined;
  return { first: address, last: address + length - 1, prefix };
}

/** How many addresses an IPv4 CIDR has; 0 for a text that is none. */
export function addressesOf(cidr: string): number {
  const range = parseCidr(cidr);
  return range === undefined ? 0 : range.last - range.first + 1;
}

/** A dotted IPv4 address as a number; undefined when it is none. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

/** True when two CIDRs share an address; a text that is no IPv4 CIDR shares none. */
export function overlaps(a: string, b: string): boolean {
  const one = parseCidr(a);
  const other = parseCidr(b);
  return one !== undefined && other !== undefined && one.first <= other.last && other.first <= one.last;
}

/** True when `inner` lies wholly inside `outer`. */
export function contains(outer: string, inner: string): boolean {
  const one = parseCidr(outer);
  const other = parseCidr(inner);
  return one !== undefined && other !== undefined && one.first <= other.first && other.last <= one.last;
}

/** The first free block of the pool; throws a refusal when every block meets a used one. */
export function allocateSubnet(pool: SubnetPool, used: string[]): string {
  const range = parseCidr(pool.cidr);
  if (range === undefined || pool.size < range.prefix || pool.size > 30) {
    throw new Error(`the subnet pool ${pool.cidr} with blocks of /${pool.size} makes no sense`);
  }
  const length = 2 ** (32 - pool.size);
  const taken = used.map(parseCidr).filter((cidr) => cidr !== undefined);
  for (let first = range.first; first <= range.last; first += length) {
    const last = first + length - 1;
    const hit = taken.find((cidr) => cidr.first <= last && first <= cidr.last);
    if (hit === undefined) return `${formatAddress(first)}/${pool.size}`;
  }
  throw refuse("subnets-exhausted", { pool: pool.cidr }, 500);
}

/** The first address of a CIDR that a machine can have: the engine's choice for a gateway. */
export function firstAddress(cidr: string): string {
  return formatAddress((parseCidr(cidr)?.first ?? 0) + 1);
}

function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

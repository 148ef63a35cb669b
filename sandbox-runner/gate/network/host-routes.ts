/** Wider routes (a company's network, say) stand behind the narrower ones of lab networks and do no harm. */
const widestPrefix = 20;

/**
 * The subnets, in CIDR form, of the narrow routes in the text of /proc/net/route (proc(5): a header, then
 * columns in which addresses are eight hex digits, last octet first).
 */
export function narrowRoutes(table: string): string[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const columns = line.trim().split(/\s+/);
      const [destination, mask] = [columns[1], columns[7]];
      if (!destination || !mask) return [];
      const prefix = octets(mask).reduce((bits, octet) => bits + setBits(octet), 0);
      return prefix < widestPrefix ? [] : [`${octets(destination).join(".")}/${prefix}`];
    });
}

function octets(hex: string): number[] {
  return [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

function setBits(octet: number): number {
  return octet.toString(2).replaceAll("0", "").length;
}

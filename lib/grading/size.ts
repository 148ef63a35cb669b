const units: Record<string, number> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes of a size as Compose writes it, such as 64m or 10kb; undefined for what is none. */
export function bytesOf(size: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(size.trim());
  const unit = units[parts?.[2]?.toLowerCase() ?? ""];
  return parts && unit !== undefined ? Math.round(Number(parts[1]) * unit) : undefined;
}

export function sizeText(bytes: number): string {
  for (const [unit, factor] of [
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
    ["KiB", 1024],
  ] as const) {
    if (bytes >= factor) return `${Number((bytes / factor).toFixed(1))} ${unit}`;
  }
  return `${bytes} B`;
}

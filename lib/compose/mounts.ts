/** A mount after Compose's short syntax `[SOURCE:]TARGET[:OPTIONS]`. */
export type MountSpec = {
  type: "bind" | "volume";
  /** Absent for an anonymous volume. */
  source?: string;
  target: string;
  options: string[];
};

type MountProblem = {
  problem: "mount-empty-part" | "mount-too-many-colons" | "mount-options";
  part: string;
};

const knownOptions = new Set(
  "ro rw z Z nocopy consistent cached delegated rprivate private rshared shared rslave slave U O noexec exec".split(
    " ",
  ),
);

/** Reads a mount as Compose does; `problem` is the name of a text in the `compose` catalogue. */
export function parseMount(text: string): MountSpec | MountProblem {
  const parts = splitMount(text);
  if (parts.some((part) => part === "")) return { problem: "mount-empty-part", part: text };
  if (parts.length > 3) return { problem: "mount-too-many-colons", part: text };
  const [first = "", target, options] = parts;
  if (target === undefined) return { type: "volume", target: first, options: [] };
  const list = options?.split(",") ?? [];
  const unknown = list.find((option) => !knownOptions.has(option));
  if (unknown !== undefined) return { problem: "mount-options", part: unknown };
  return { type: isFilePath(first) ? "bind" : "volume", source: first, target, options: list };
}

/** A source that begins like this is a path; everything else names a volume. */
export function isFilePath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || /^[A-Za-z]:/.test(source);
}

/** Splits at colons, but not at the one of a Windows drive (`C:\data`). */
function splitMount(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (character === ":" && !/^[A-Za-z]$/.test(part)) {
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

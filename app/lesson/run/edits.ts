/** A file of the lesson as the reader wrote it. */
type Edit = { block: string; content: string };

/** What a reader wrote instead of a lesson's files. It outlives a reload, in this browser. */
export type Edits = {
  subscribe: (changed: () => void) => () => void;
  /** Undefined while it is the lesson's, also when the lesson's has changed since. */
  read: (block: string, original: string) => string | undefined;
  write: (block: string, original: string, content: string) => void;
  /** Of the files of a folder. */
  ofFolder: (folder: string) => Edit[];
};

type Kept = { of: string; content: string };

/** @param name the place and language: the same file has other comments in another language. */
export function editsOf(
  name: string,
  storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem">,
): Edits {
  const key = `composelab.edits.${name}`;
  const listeners = new Set<() => void>();
  /** The files that the page has, as the lesson has them: what was written for others is not sent. */
  const originals = new Map<string, string>();
  let kept: Record<string, Kept> | undefined;
  const all = () => {
    kept ??= parse(storage().getItem(key));
    return kept;
  };
  const read = (block: string, original: string) => {
    originals.set(block, original);
    const known = all()[block];
    return known?.of === original && known.content !== original ? known.content : undefined;
  };
  return {
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    read,
    write: (block, original, content) => {
      const { [block]: _, ...others } = all();
      kept = content === original ? others : { ...others, [block]: { of: original, content } };
      if (Object.keys(kept).length === 0) storage().removeItem(key);
      else storage().setItem(key, JSON.stringify(kept));
      for (const changed of listeners) changed();
    },
    ofFolder: (folder) =>
      [...originals].flatMap(([block, original]) => {
        const content = block.startsWith(`${folder}/`) ? read(block, original) : undefined;
        return content === undefined ? [] : [{ block, content }];
      }),
  };
}

/** What somebody else wrote there counts as nothing. */
function parse(text: string | null): Record<string, Kept> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, each]) => isKept(each)));
  } catch {
    return {};
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  return (
    "of" in value && "content" in value && typeof value.of === "string" && typeof value.content === "string"
  );
}

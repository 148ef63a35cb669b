import type { TreeNode } from "./tree-model.ts";

export type Upload = { file: File; path: string };

/** What must be answered before it is done. */
export type FileAsking =
  | { what: "rename" | "remove"; node: TreeNode }
  | { what: "folder"; folder: string }
  | { what: "unpack"; archives: File[]; folder: string }
  | { what: "overwrite"; uploads: Upload[] };

export type SortedUploads = { plain: Upload[]; asked: FileAsking[] };

/** What was dropped or chosen: what goes up at once, and one question for each kind of the rest, so that none is lost. */
export function sortUploads(
  given: File[],
  { folder, isThere, mayUnpack }: { folder: string; isThere: (path: string) => boolean; mayUnpack: boolean },
): SortedUploads {
  const archives = mayUnpack ? given.filter(({ name }) => /\.(zip|tar)$/i.test(name)) : [];
  const uploads = given
    .filter((file) => !archives.includes(file))
    .map((file) => ({ file, path: `${folder}${file.name}` }));
  const taken = uploads.filter(({ path }) => isThere(path));
  return {
    plain: uploads.filter((upload) => !taken.includes(upload)),
    asked: [
      ...(taken.length > 0 ? [{ what: "overwrite", uploads: taken } as const] : []),
      ...(archives.length > 0 ? [{ what: "unpack", archives, folder } as const] : []),
    ],
  };
}

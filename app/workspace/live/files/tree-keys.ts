import type { TreeNode } from "./tree-model.ts";

type TreeAct =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "parent"
  | "fold"
  | "unfold"
  | "activate"
  | "rename"
  | "remove"
  | "seek";

/** What a key does on a row, by the WAI-ARIA pattern of a tree; nothing for the keys that are not the tree's. */
export function treeKey(
  key: string,
  { node, isClosed }: { node: TreeNode; isClosed: boolean },
): TreeAct | undefined {
  const isFolder = node.kind === "folder";
  switch (key) {
    case "ArrowDown":
      return "next";
    case "ArrowUp":
      return "previous";
    case "Home":
      return "first";
    case "End":
      return "last";
    case "ArrowRight":
      return isFolder && isClosed ? "unfold" : "next";
    case "ArrowLeft":
      return isFolder && !isClosed ? "fold" : "parent";
    case "Enter":
    case " ":
      return "activate";
    case "F2":
      return "rename";
    case "Delete":
      return "remove";
    default:
      return key.length === 1 ? "seek" : undefined;
  }
}

/** The next name that begins with a letter, from below the current one around. */
export function seek(rows: { node: TreeNode }[], from: number, letter: string): number {
  const begins = (index: number) =>
    rows[index]?.node.name.toLocaleLowerCase().startsWith(letter.toLocaleLowerCase());
  const order = rows.map((_, offset) => (from + 1 + offset) % rows.length);
  return order.find(begins) ?? from;
}

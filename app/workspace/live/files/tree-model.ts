import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import { liveLimits } from "../../../../lib/live/limits.ts";
import type { FileEntry } from "../../../../lib/live/protocol.ts";

export type TreeKind = "folder" | "text" | "binary" | "large" | "link" | "other";

export type TreeNode = {
  path: string;
  name: string;
  kind: TreeKind;
  /** Bytes; absent for folders. */
  size?: number;
  children: TreeNode[];
};

/**
 * The workspace as a tree, folders first: the page's texts, and what the sandbox has besides.
 *
 * @param folders those without a file that the next sandbox will have
 */
export function fileTree(
  files: WorkspaceFile[],
  entries: ReadonlyMap<string, FileEntry> | undefined,
  folders: readonly string[] = [],
): TreeNode[] {
  const root: TreeNode = { path: "", name: "", kind: "folder", children: [] };
  const nodes = new Map<string, TreeNode>([["", root]]);
  const add = (path: string, kind: TreeKind, size?: number): TreeNode => {
    const known = nodes.get(path);
    if (known) return known;
    const cut = path.lastIndexOf("/");
    const parent = add(path.slice(0, Math.max(0, cut)), "folder");
    const node: TreeNode = { path, name: path.slice(cut + 1), kind, size, children: [] };
    parent.children.push(node);
    nodes.set(path, node);
    return node;
  };
  for (const { path, content } of files) add(path, "text", content.length);
  for (const entry of entries?.values() ?? []) {
    // A text that the page has not is one that it has just removed.
    const kind = kindOf(entry);
    if (kind !== "text") add(entry.path, kind, entry.kind === "directory" ? undefined : entry.size);
  }
  if (!entries) for (const path of folders) add(path, "folder");
  for (const node of nodes.values()) node.children.sort(byKindAndName);
  return root.children;
}

export function kindOf(entry: FileEntry): TreeKind {
  if (entry.kind === "directory") return "folder";
  if (entry.kind === "link") return "link";
  if (entry.kind === "other") return "other";
  if (entry.content !== null) return "text";
  return entry.size > liveLimits.editableBytes ? "large" : "binary";
}

export function findNode(nodes: TreeNode[], path: string): TreeNode | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (path.startsWith(`${node.path}/`)) return findNode(node.children, path);
  }
  return undefined;
}

/** The nodes as they stand below each other while only some folders are open. */
export function visibleNodes(
  nodes: TreeNode[],
  isOpen: (path: string) => boolean,
  level = 1,
): { node: TreeNode; level: number }[] {
  return nodes.flatMap((node) => [
    { node, level },
    ...(node.kind === "folder" && isOpen(node.path) ? visibleNodes(node.children, isOpen, level + 1) : []),
  ]);
}

function byKindAndName(one: TreeNode, other: TreeNode): number {
  const folders = Number(other.kind === "folder") - Number(one.kind === "folder");
  return folders || one.name.localeCompare(other.name);
}

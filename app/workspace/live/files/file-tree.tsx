"use client";

import {
  ChevronDownIcon,
  ChevronRightIcon,
  FileIcon,
  FileLockIcon,
  FolderIcon,
  LinkIcon,
} from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { seek, treeKey } from "./tree-keys.ts";
import { type TreeNode, visibleNodes } from "./tree-model.ts";
import { rowOf, useTreeFocus } from "./use-tree-focus.ts";

type FileTreeProps = {
  tree: TreeNode[];
  /** The file that the editor shows. */
  active: string;
  selected: string;
  /** A row to go on at as soon as it is there. */
  wanted: string | undefined;
  onArrived: () => void;
  onSelected: (path: string) => void;
  onOpen: (path: string) => void;
  onRename: (node: TreeNode) => void;
  onRemove: (node: TreeNode) => void;
};

const icons = {
  folder: FolderIcon,
  text: FileIcon,
  binary: FileLockIcon,
  large: FileLockIcon,
  link: LinkIcon,
  other: FileLockIcon,
};

/** The workspace as a tree, by the keys of the WAI-ARIA pattern; F2 renames and Delete removes. */
export function FileTree(props: FileTreeProps) {
  const { tree, active, selected, onSelected, onOpen, onRename, onRemove } = props;
  const t = useTranslations("files");
  const format = useFormatter();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const shown = visibleNodes(tree, (path) => !closed.has(path));
  const current = Math.max(
    0,
    shown.findIndex(({ node }) => node.path === selected),
  );

  const lasting = useTreeFocus({
    tree: list,
    rows: shown.map(({ node }) => node.path),
    current: shown[current]?.node.path,
    wanted: props.wanted,
    onArrived: props.onArrived,
  });

  const fold = (path: string, isClosed: boolean) =>
    setClosed((before) => {
      const next = new Set(before);
      if (isClosed) next.add(path);
      else next.delete(path);
      return next;
    });
  const focus = (index: number) => {
    const found = shown[Math.min(Math.max(0, index), shown.length - 1)];
    if (!found) return;
    onSelected(found.node.path);
    rowOf(list.current, found.node.path)?.focus();
  };
  const activate = (node: TreeNode) => {
    onSelected(node.path);
    if (node.kind === "folder") fold(node.path, !closed.has(node.path));
    else onOpen(node.path);
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const here = shown[index];
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = treeKey(event.key, { ...here, isClosed: closed.has(here.node.path) });
    if (!act) return;
    event.preventDefault();
    switch (act) {
      case "next":
        return focus(index + 1);
      case "previous":
        return focus(index - 1);
      case "first":
        return focus(0);
      case "last":
        return focus(shown.length - 1);
      case "parent":
        return focus(shown.findLastIndex((row, at) => at < index && row.level < here.level));
      case "unfold":
        return fold(here.node.path, false);
      case "fold":
        return fold(here.node.path, true);
      case "activate":
        return activate(here.node);
      case "rename":
        return onRename(here.node);
      case "remove":
        return onRemove(here.node);
      case "seek":
        return focus(seek(shown, index, event.key));
    }
  };

  return (
    <div ref={list} role="tree" aria-label={t("tree")} className="file-tree" {...lasting}>
      {shown.map(({ node, level }, index) => {
        const Icon = icons[node.kind];
        const isFolder = node.kind === "folder";
        const isOpen = isFolder && !closed.has(node.path);
        return (
          <div
            key={node.path}
            role="treeitem"
            data-path={node.path}
            data-active={node.path === active || undefined}
            aria-level={level}
            aria-expanded={isFolder ? isOpen : undefined}
            aria-selected={index === current}
            tabIndex={index === current ? 0 : -1}
            style={{ paddingInlineStart: `${0.5 + (level - 1) * 0.875}rem` }}
            onClick={() => activate(node)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            {isFolder ? (
              isOpen ? (
                <ChevronDownIcon size={13} aria-hidden />
              ) : (
                <ChevronRightIcon size={13} aria-hidden />
              )
            ) : (
              <Icon size={13} aria-hidden />
            )}
            <span className="tree-name">{node.name}</span>
            {node.kind !== "folder" && node.kind !== "text" && (
              <span className="tree-kind">
                {t(`kind.${node.kind}`)}
                {node.size !== undefined && ` ${format.number(Math.ceil(node.size / 1024))} KiB`}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import { liveLimits } from "../../../../lib/live/limits.ts";
import type { Live } from "../use-live.ts";
import type { TreeNode } from "./tree-model.ts";
import { withFile } from "./workspace-sync.ts";

type FileActionsInput = {
  live: Live;
  files: WorkspaceFile[];
  change: (change: (files: WorkspaceFile[]) => WorkspaceFile[]) => void;
};

/** Too large, or no text while there is no sandbox to hold it. */
export class CannotUpload extends Error {
  readonly why: "tooLarge" | "needsSandbox";
  readonly path: string;
  readonly mostBytes: number;

  constructor(why: CannotUpload["why"], path: string, mostBytes: number = liveLimits.uploadBytes) {
    super(why);
    this.why = why;
    this.path = path;
    this.mostBytes = mostBytes;
  }
}

/** Only a sandbox has folders without a file. */
export class EmptyFolder extends Error {
  readonly path: string;

  constructor(path: string) {
    super("a folder without a file");
    this.path = path;
  }
}

/** What can be done with the workspace's files: in the sandbox while there is one, in the page's files else. */
export function fileActions({ live, files, change }: FileActionsInput) {
  const isLive = live.entries !== undefined && live.connection === "open";
  const { api } = live.session;

  const checkHeld = ({ path }: TreeNode) => {
    const isHeld = (file: WorkspaceFile) => file.path === path || file.path.startsWith(`${path}/`);
    if (!files.some(isHeld)) throw new EmptyFolder(path);
  };
  const removeHere = (node: TreeNode) =>
    change((before) => before.filter(({ path }) => path !== node.path && !path.startsWith(`${node.path}/`)));
  return {
    /** Empty folders, and files that are no text, are the sandbox's alone. */
    isLive,
    rename: async (node: TreeNode, to: string) => {
      if (isLive) return live.session.change({ type: "rename", path: node.path, to });
      checkHeld(node);
      change((before) =>
        before.map((file) => {
          if (file.path === node.path) return { ...file, path: to };
          if (!file.path.startsWith(`${node.path}/`)) return file;
          return { ...file, path: to + file.path.slice(node.path.length) };
        }),
      );
    },
    remove: async (node: TreeNode) => {
      if (!isLive) checkHeld(node);
      if (node.kind === "text" || !isLive) return removeHere(node);
      const base = live.entries?.get(node.path)?.hash ?? null;
      await live.session.change({ type: "remove", path: node.path, base });
    },
    addFolder: (path: string) => live.session.change({ type: "folder", path }),
    upload: async (file: File, path: string, onPart: (part: number) => void) => {
      if (file.size > liveLimits.uploadBytes) throw new CannotUpload("tooLarge", path);
      const text = await textOf(file);
      if (text !== undefined) return change((before) => withFile(before, path, text));
      if (!isLive) throw new CannotUpload("needsSandbox", path);
      await api.upload(path, file, onPart);
    },
    unpack: async (archive: File, onPart: (part: number) => void) => {
      if (archive.size > liveLimits.archiveBytes) {
        throw new CannotUpload("tooLarge", archive.name, liveLimits.archiveBytes);
      }
      if (!isLive) throw new CannotUpload("needsSandbox", archive.name);
      return api.unpack(/\.zip$/i.test(archive.name) ? "zip" : "tar", archive, onPart);
    },
    download: (node: TreeNode) => {
      const text = files.find(({ path }) => path === node.path)?.content;
      if (text !== undefined) saveBlob(new Blob([text]), node.name);
      else saveAddress(api.fileAddress(node.path), node.name);
    },
    downloadAll: async (name: string) => {
      if (isLive) return saveAddress(api.archiveAddress, `${name}.zip`);
      const { zipOf } = await import("./zip-of.ts");
      saveBlob(await zipOf(files), `${name}.zip`);
    },
  };
}

export type FileActions = ReturnType<typeof fileActions>;

/** The file as text that the editor can hold; undefined for what is binary or larger. */
async function textOf(file: File): Promise<string | undefined> {
  if (file.size > liveLimits.editableBytes) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  saveAddress(address, name);
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function saveAddress(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

import type { WorkspaceFile } from "../compose/types.ts";
import type { RunBody } from "../live/run.ts";

/** A block of a lesson that says `run="…"`: a file of a folder, or commands that run there. */
export type RunnableBlock = { folder: string; line: number } & (
  | {
      kind: "file";
      /** Unique in the lesson: its path with the folder; `order/compose.yaml~2` is the second of that path. */
      id: string;
      path: string;
      content: string;
    }
  | {
      kind: "commands";
      /** Unique in the lesson: `order-2` is the second block of commands in `order`. */
      id: string;
      commands: string[];
      /** One of them is meant to fail. */
      fails: boolean;
    }
);

export type CommandBlock = Extract<RunnableBlock, { kind: "commands" }>;

/** A file as a block of the lesson gives it. */
type BlockFile = WorkspaceFile & { block: string };

/** What running a block of commands takes, as the lesson has it. */
export type BlockRun = Pick<RunBody, "terminal" | "folder" | "commands" | "fails"> & { files: BlockFile[] };

/** The files of a run, with what the reader wrote instead; what is meant for other blocks is none of it. */
export function withEdits(files: BlockFile[], edits: { block: string; content: string }[]): WorkspaceFile[] {
  const written = new Map(edits.map(({ block, content }) => [block, content]));
  return files.map(({ block, path, content }) => ({ path, content: written.get(block) ?? content }));
}

/** Every block of commands in the order of the text, with the files as they stand above it. */
export function runsOf(blocks: RunnableBlock[]): BlockRun[] {
  return blocks.flatMap((block, index) =>
    block.kind === "commands"
      ? [
          {
            terminal: terminalOf(block.id),
            folder: block.folder,
            files: filesOf(blocks.slice(0, index), block.folder),
            commands: block.commands,
            fails: block.fails,
          },
        ]
      : [],
  );
}

/** The terminal in which a block of commands runs. */
export function terminalOf(id: string): string {
  return `run-${id}`;
}

/** A later block of the same path takes the place of an earlier one. */
function filesOf(blocks: RunnableBlock[], folder: string): BlockFile[] {
  const files = new Map<string, BlockFile>();
  for (const block of blocks) {
    if (block.kind !== "file" || block.folder !== folder) continue;
    const path = `${folder}/${block.path}`;
    files.set(path, { block: block.id, path, content: block.content });
  }
  return [...files.values()];
}

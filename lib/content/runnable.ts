import type { WorkspaceFile } from "../compose/types.ts";
import type { RunBody } from "../live/run.ts";

/** A block of a lesson that says `run="…"`: a file of a folder, or commands that run there. */
export type RunnableBlock = { folder: string; line: number } & (
  | { kind: "file"; path: string; content: string }
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

/** What running a block of commands takes, apart from how wide it is drawn. */
export type BlockRun = Omit<RunBody, "cols">;

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
function filesOf(blocks: RunnableBlock[], folder: string): WorkspaceFile[] {
  const files = new Map<string, string>();
  for (const block of blocks) {
    if (block.kind === "file" && block.folder === folder) files.set(`${folder}/${block.path}`, block.content);
  }
  return [...files].map(([path, content]) => ({ path, content }));
}

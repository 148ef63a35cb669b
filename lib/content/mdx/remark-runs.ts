import { visit } from "unist-util-visit";
import { message } from "../../i18n/message.ts";
import type { RunnableBlock } from "../runnable.ts";
import { workspacePathSchema } from "../workspace-schema.ts";
import type { Compilation } from "./compilation.ts";
import { commandsOf } from "./console.ts";
import { type MarkdownCode, type MarkdownRoot, problemAt } from "./syntax-tree.ts";

/** A folder's name is that of its project, and short enough for the id of a terminal. */
const folderName = /^[a-z0-9][a-z0-9-]{0,19}$/;

/** Notes the blocks that a reader can run: `run="folder"` after the language of the fence. */
export function remarkRuns({ file, runs, problems }: Compilation) {
  return (tree: MarkdownRoot) => {
    visit(tree, "code", (node) => {
      const folder = /(?:^|\s)run(?:="([^"]*)")?(?=\s|$)/.exec(node.meta ?? "");
      const fails = /(?:^|\s)fails(?=\s|$)/.test(node.meta ?? "");
      if (!folder) {
        if (fails) problems.push(problemAt(file, node, message("content.fails-without-run")));
        return;
      }
      const read = readBlock(node, folder[1] ?? "", fails, runs);
      if ("code" in read) problems.push(problemAt(file, node, read));
      else runs.push(read);
    });
  };
}

/** @param fails whether a command is meant to fail. @returns the block, or what is wrong with it */
function readBlock(
  { lang, meta, value, position }: MarkdownCode,
  folder: string,
  fails: boolean,
  earlier: RunnableBlock[],
): RunnableBlock | ReturnType<typeof message> {
  const line = position?.start.line ?? 1;
  if (!folderName.test(folder)) return message("content.run-folder", { folder });
  if (lang !== "console") {
    const [, path] = /(?:^|\s)title="([^"]*)"/.exec(meta ?? "") ?? [];
    if (fails) return message("content.fails-in-file");
    if (!path || !workspacePathSchema.safeParse(path).success)
      return message("content.run-title", { folder });
    const same = earlier.filter(
      (block) => block.kind === "file" && block.folder === folder && block.path === path,
    );
    const id = `${folder}/${path}${same.length > 0 ? `~${same.length + 1}` : ""}`;
    return { kind: "file", id, folder, line, path, content: `${value}\n` };
  }
  const commands = commandsOf(value);
  if (commands.length === 0) return message("content.run-empty");
  const count = earlier.filter((block) => block.kind === "commands" && block.folder === folder).length;
  return { kind: "commands", folder, line, id: `${folder}-${count + 1}`, commands, fails };
}

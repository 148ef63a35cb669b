import type { RunBody } from "../../../lib/live/run.ts";

export type BlockCommands = Pick<RunBody, "folder" | "commands" | "fails">;

/**
 * One bash for all commands of a block, so that a variable or `cd` of one holds for the next. It ends at the first that
 * fails, with its code; where one is meant to fail, it does all and ends with the code of the last that failed. Ctrl-C
 * ends the block, not only the command.
 */
const script = `
mkdir -p -- "$1" && cd -- "$1" || exit
__fails=$2 __code=0
shift 2
trap 'exit 130' INT
for __command do
  printf '\\033[2m$\\033[0m \\033[1m%s\\033[0m\\n' "$__command"
  eval "$__command" && continue
  __code=$?
  [ "$__fails" = yes ] || exit "$__code"
done
exit "$__code"
`;

/** What is run in a toolbox, in its workspace, for a block of a lesson. */
export function commandOfBlock({ folder, commands, fails }: BlockCommands): string[] {
  return ["bash", "--login", "-c", script, "bash", folder, fails ? "yes" : "no", ...commands];
}

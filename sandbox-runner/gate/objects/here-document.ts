import type { Instruction } from "./dockerfile-lines.ts";
import { refuse } from "./refusal.ts";

/** `$((1`, up to where a shift may stand; nothing in front of it can vanish and leave the `<<` first. */
const arithmetic = /^[^$<{}]*\$\(\([\w()+*/%-]*[\w)]$/;
/** Here-documents are said in a few letters; a shell's own have their text in other lines and never work here. */
const beginsDocument = /^\s*["']?[A-Za-z_]/;

/**
 * Refuses what the engine's parser may take for a here-document: a word that begins with `<<` or a number and
 * `<<`, whatever its name. The lines behind it would then be its text, unseen by the rules for instructions.
 * A shift in `$((…))` and the shell's here-string `<<<` are none.
 */
export function refuseHereDocument({ line, rest }: Instruction): void {
  for (const { index } of rest.matchAll(/(?<!<)<<(?!<)/g)) {
    const word = /\S*$/.exec(rest.slice(Math.max(0, index - longestWord), index))?.[0] ?? "";
    const behind = rest.slice(index + 2, index + longestWord);
    const alone = /^\s|^$/.test(behind);
    if (beginsDocument.test(behind) || !(alone || arithmetic.test(word))) {
      throw refuse("dockerfile-heredoc", { line }, 400);
    }
  }
}

const longestWord = 256;

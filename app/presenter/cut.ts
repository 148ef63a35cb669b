import type { Block, ScreenKind } from "./blocks.ts";

/** What is shown at once. */
export type Screen = {
  /**
   * What its address has behind the lesson's: `--heading`, from its second screen on with a number, `--heading.2`.
   * Before the first heading it is only the number; the lesson's title is the first.
   */
  suffix: string;
  kind: ScreenKind;
  /** The heading that it stands under. */
  heading?: Block;
  /** The heading of the section around a smaller one. */
  above?: Block;
  /** Whether it is the first under its heading. */
  isFirst: boolean;
  blocks: Block[];
  exercise?: string;
};

/** So much running text is one screen, in lines. */
const textLines = 8;
/** So much stands above what it leads to. */
const leadLines = 3;

/**
 * Cuts a lesson into screens of one idea each: a section's text, in parts where it is long, and each drawing, code,
 * table, claim and question for itself, under the short text that leads to it.
 */
export function cutIntoScreens(blocks: Block[]): Screen[] {
  return sectionsOf(blocks).flatMap(({ heading, above, blocks: within }) => {
    const screens = groupsOf(within);
    // A heading that only has smaller ones under it needs no screen: they name it.
    return screens.map((group, index): Screen => {
      const main = group.findLast(({ kind }) => kind !== "text");
      return {
        suffix: heading ? `--${heading.id}${index > 0 ? `.${index + 1}` : ""}` : `.${index + 2}`,
        kind: main && main.kind !== "heading" ? main.kind : "text",
        ...(heading && { heading }),
        ...(above && { above }),
        isFirst: index === 0,
        blocks: group,
        ...(main?.exercise && { exercise: main.exercise }),
      };
    });
  });
}

type Section = { heading?: Block; above?: Block; blocks: Block[] };

function sectionsOf(blocks: Block[]): Section[] {
  const sections: Section[] = [{ blocks: [] }];
  let large: Block | undefined;
  for (const block of blocks) {
    if (block.kind !== "heading") {
      sections.at(-1)?.blocks.push(block);
      continue;
    }
    if (block.depth !== 3) large = block;
    const above = block.depth === 3 ? large : undefined;
    sections.push({ heading: block, ...(above && { above }), blocks: [] });
  }
  return sections;
}

function groupsOf(blocks: Block[]): Block[][] {
  const groups: Block[][] = [];
  let text: Block[] = [];
  const close = () => {
    if (text.length > 0) groups.push(text);
    text = [];
  };
  for (const block of blocks) {
    if (block.kind !== "text") {
      const lead = takeLead(text);
      close();
      groups.push([...lead, block]);
      continue;
    }
    if (linesOf(text) + block.lines > textLines) close();
    text.push(block);
  }
  close();
  return groups;
}

/** Takes the last text away where it is short enough to stand above what follows. */
function takeLead(text: Block[]): Block[] {
  const last = text.at(-1);
  if (!last || last.lines > leadLines) return [];
  text.pop();
  return [last];
}

function linesOf(blocks: Block[]): number {
  return blocks.reduce((sum, { lines }) => sum + lines, 0);
}

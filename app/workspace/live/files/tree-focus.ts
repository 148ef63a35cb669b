export type Drawn = {
  /** The paths of the rows, as they stand below each other. */
  rows: readonly string[];
  /** The row that the Tab key leads to. */
  current: string | undefined;
  /** Where somebody waits to go on: the new name of what was renamed, which may come before or after the answer. */
  wanted: string | undefined;
  /** Whether the focus was in the tree before it was drawn. */
  hadFocus: boolean;
  /** Where it is now. A row that is not drawn any more takes it along: it is nowhere. */
  focus: "tree" | "nowhere" | "elsewhere";
};

/** The row that is to be focused now that the tree is drawn. Whoever went elsewhere is left there. */
export function focusAfterDrawing({ rows, current, wanted, hadFocus, focus }: Drawn): string | undefined {
  if (focus === "elsewhere") return undefined;
  if (wanted !== undefined && rows.includes(wanted)) return wanted;
  return focus === "nowhere" && hadFocus ? current : undefined;
}

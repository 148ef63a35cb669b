import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

const point = StateEffect.define<number | undefined>();

/** Marks the line that a verdict or the drawing points at, until the text changes. */
export const pointedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(point)) continue;
      if (effect.value === undefined) return Decoration.none;
      const line = transaction.state.doc.line(effect.value);
      return Decoration.set([Decoration.line({ class: "cm-pointed-line" }).range(line.from)]);
    }
    return transaction.docChanged ? Decoration.none : marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Goes to a place (line and column from 1) and marks its line. */
export function pointAt(view: EditorView, place: { line: number; column: number }): void {
  const line = view.state.doc.line(Math.min(Math.max(1, place.line), view.state.doc.lines));
  const at = Math.min(line.from + Math.max(0, place.column - 1), line.to);
  view.dispatch({
    selection: { anchor: at },
    effects: [point.of(line.number), EditorView.scrollIntoView(at, { y: "center" })],
  });
  view.focus();
}

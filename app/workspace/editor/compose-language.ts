import type {
  CompletionContext,
  CompletionResult,
  Completion as EditorCompletion,
} from "@codemirror/autocomplete";
import { pickedCompletion } from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { type Completion, completionsAt, type Hover, hoverAt } from "../../../lib/compose/schema-service.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";

type Texts = { values: string };

/** What the Compose specification knows about the place of the cursor: what may stand there, and what it means. */
export function composeLanguage(path: string, locale: Locale, texts: Texts): Extension {
  if (!/(^|\/)(docker-)?compose[^/]*\.ya?ml$/.test(path)) return [];
  // One and the same object for every call: the editor knows a source of completions by its identity.
  const data = [{ autocomplete: (context: CompletionContext) => complete(context, locale) }];
  return [
    EditorState.languageData.of(() => data),
    hoverTooltip((view, position) => tooltip(view.state, position, locale, texts)),
  ];
}

function complete(context: CompletionContext, locale: Locale): CompletionResult | null {
  const typed = context.matchBefore(/[\w.-]+$/);
  if (!typed && !context.explicit && !/[:\-\s]\s*$/.test(textBefore(context))) return null;
  const found = completionsAt(context.state.doc.toString(), context.pos);
  if (!found) return null;
  return {
    from: found.from,
    to: found.to,
    options: found.items.map((item, index) => optionOf(item, found.items.length - index, locale)),
    filter: false,
  };
}

function textBefore(context: CompletionContext): string {
  return context.state.doc
    .lineAt(context.pos)
    .text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from);
}

function optionOf(item: Completion, boost: number, locale: Locale): EditorCompletion {
  const { description } = item;
  return {
    label: item.label,
    boost: Math.min(99, boost),
    ...(item.type && { detail: item.type }),
    ...(description && { info: () => paragraph(translate(description, locale)) }),
    apply: (view: EditorView, completion: EditorCompletion, from: number, to: number) => {
      view.dispatch({
        changes: { from, to, insert: item.insert },
        selection: { anchor: from + item.insert.length },
        annotations: pickedCompletion.of(completion),
        userEvent: "input.complete",
      });
    },
  };
}

function tooltip(state: EditorState, position: number, locale: Locale, texts: Texts): Tooltip | null {
  const found = hoverAt(state.doc.toString(), position);
  if (!found) return null;
  return {
    pos: found.from,
    end: found.to,
    above: true,
    create: () => ({ dom: hoverCard(found, locale, texts) }),
  };
}

function hoverCard(hover: Hover, locale: Locale, texts: Texts): HTMLElement {
  const card = document.createElement("div");
  card.className = "cm-hover";
  const title = paragraph(hover.type ? `${hover.key}: ${hover.type}` : hover.key);
  title.className = "cm-hover-title";
  card.append(title);
  if (hover.description) card.append(paragraph(translate(hover.description, locale)));
  if (hover.values.length > 0) card.append(paragraph(`${texts.values} ${hover.values.join(", ")}`));
  return card;
}

/** Text only: what a schema says is never taken for markup. */
function paragraph(text: string): HTMLElement {
  const element = document.createElement("p");
  element.textContent = text.replaceAll("`", "");
  return element;
}

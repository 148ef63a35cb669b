import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The editor in the colours of the site: the variables change with the theme, so one theme serves both. */
const look = EditorView.theme({
  "&": {
    height: "100%",
    fontSize: "0.84375rem",
    color: "var(--code-foreground)",
    background: "var(--paper-raised)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.7", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "0.625rem 0 40vh" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    background: "var(--paper-raised)",
    color: "var(--ink-faint)",
    border: "none",
    paddingLeft: "0.25rem",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.25rem", padding: "0 0.5rem 0 0" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "color-mix(in oklab, var(--ink) 4%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    background: "color-mix(in oklab, var(--accent) 24%, transparent) !important",
  },
  ".cm-pointed-line": { background: "var(--wait-soft)", boxShadow: "inset 3px 0 var(--wait)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--wait) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-info": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--accent) 1.5px",
    textUnderlineOffset: "4px",
  },
  ".cm-lint-marker": {
    width: "0.7em",
    height: "0.7em",
    marginTop: "0.45em",
    content: "none !important",
    borderRadius: "50%",
  },
  ".cm-lint-marker-error": { background: "var(--bad)", borderRadius: "1px" },
  ".cm-lint-marker-warning": {
    background: "var(--wait)",
    clipPath: "polygon(50% 0, 100% 100%, 0 100%)",
    borderRadius: "0",
  },
  ".cm-lint-marker-info": { background: "var(--accent)" },
  ".cm-tooltip": {
    border: "1px solid var(--rule-strong)",
    borderRadius: "5px",
    background: "var(--paper-raised)",
    color: "var(--ink)",
    boxShadow: "var(--shadow-float)",
    fontFamily: "var(--font-text)",
    fontSize: "0.875rem",
    lineHeight: "1.6",
    maxWidth: "min(30rem, 92vw)",
  },
  ".cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-code)",
    fontSize: "0.8125rem",
    maxHeight: "16em",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.625rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--accent-soft)",
    color: "var(--accent-strong)",
  },
  ".cm-completionDetail": { color: "var(--ink-faint)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem" },
  ".cm-diagnostic": { padding: "0.4rem 0.75rem", borderLeftWidth: "3px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--wait)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--accent)" },
  ".cm-diagnosticAction": {
    background: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "4px",
    padding: "0.15rem 0.6rem",
    margin: "0.375rem 0.5rem 0.125rem 0",
  },
  ".cm-panels": { background: "var(--paper-sunken)", color: "var(--ink)", borderColor: "var(--rule)" },
  ".cm-searchMatch": { background: "var(--wait-soft)" },
  ".cm-hover": { padding: "0.5rem 0.75rem" },
  ".cm-hover-title": { fontFamily: "var(--font-code)", fontWeight: "600" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-token-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-token-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-token-constant)" },
  { tag: [tags.comment, tags.meta], color: "var(--code-token-comment)" },
  {
    tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket],
    color: "var(--code-token-punctuation)",
  },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--code-token-function)" },
]);

export const siteTheme = [look, syntaxHighlighting(colours)];

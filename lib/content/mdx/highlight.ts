import type { Options } from "rehype-pretty-code";
import { createCssVariablesTheme } from "shiki";

const page = createCssVariablesTheme({
  name: "page",
  variablePrefix: "--code-",
  variableDefaults: {},
  fontStyle: true,
});

/** Colours are CSS variables (`--code-token-keyword`, …): one HTML serves the light and the dark theme. */
export const highlighting: Options = {
  theme: { ...page, settings: page.settings ?? page.tokenColors ?? [] },
  keepBackground: false,
  bypassInlineCode: true,
  defaultLang: "text",
  // Words in quotation marks would be taken for text to mark.
  filterMetaString: (meta) => meta.replace(/(?:^|\s)run="[^"]*"/, ""),
};

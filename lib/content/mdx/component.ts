import { getMDXComponent } from "mdx-bundler/client/index.js";
import { createElement, type ReactElement } from "react";
import type { LessonComponents } from "./components.ts";

/**
 * Makes a component from compiled MDX. For the server only: the code is evaluated, which a strict
 * content security policy forbids in the browser. What is interactive comes in through `components`.
 */
export function mdxComponent(code: string): (props: { components: LessonComponents }) => ReactElement {
  const Content = getMDXComponent(code);
  return ({ components }) => createElement(Content, { components });
}

import { getMDXComponent } from "mdx-bundler/client/index.js";
import { Children, createElement, Fragment, isValidElement, type ReactElement, type ReactNode } from "react";
import type { LessonComponents } from "./components.ts";

/**
 * Makes a component from compiled MDX. For the server only: the code is evaluated, which a strict
 * content security policy forbids in the browser. What is interactive comes in through `components`.
 */
export function mdxComponent(code: string): (props: { components: LessonComponents }) => ReactElement {
  const Content = getMDXComponent(code);
  return ({ components }) => createElement(Content, { components });
}

/** The same text as the elements that stand in it one after the other, for a page that lays them out itself. */
export function mdxElements(code: string, components: LessonComponents): ReactNode[] {
  // Compiled MDX is a function of its props that keeps nothing.
  const content = getMDXComponent(code) as (props: { components: LessonComponents }) => ReactNode;
  const whole = content({ components });
  if (!isValidElement<{ children?: ReactNode }>(whole)) return [];
  return Children.toArray(whole.type === Fragment ? whole.props.children : whole);
}

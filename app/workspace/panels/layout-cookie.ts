import type { Layout } from "react-resizable-panels";

export const layoutCookie = "workspace";

/** The sizes that a reader gave to the panels, and what is unfolded. */
export type PanelLayouts = {
  columns?: Layout;
  right?: Layout;
  top?: Layout;
  main?: Layout;
  /** Of the two columns on a small desk. */
  two?: Layout;
  tree?: boolean;
};

/** Keeps what has changed beside what is remembered, for the server to render the same next time. */
export function rememberLayouts(change: PanelLayouts): void {
  const next = { ...remembered(), ...change };
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
  document.cookie = `${layoutCookie}=${encodeURIComponent(JSON.stringify(next))}; path=/; max-age=31536000; samesite=lax`;
}

function remembered(): PanelLayouts {
  const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${layoutCookie}=`));
  try {
    return JSON.parse(decodeURIComponent(pair?.slice(layoutCookie.length + 1) ?? "{}"));
  } catch {
    return {};
  }
}

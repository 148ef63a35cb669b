import type { ReactNode } from "react";
import type { PanelLayouts } from "./layout-cookie.ts";

export type PanelTab = "brief" | "editor" | "picture" | "results" | "live";
type Fold = { isFolded: boolean; onFold: (folded: boolean) => void };

export type WorkspacePanelsProps = Record<Exclude<PanelTab, "live">, ReactNode> & {
  /** The sandbox: a dock that folds on a desk, a tab of its own where there is less room. */
  live: (fold?: Fold) => ReactNode;
  isLiveFolded: boolean;
  onLiveFolded: (folded: boolean) => void;
  /** As the cookie remembers them, so that the server renders the same. */
  layouts: PanelLayouts;
  tab: PanelTab;
  onTab: (tab: PanelTab) => void;
};

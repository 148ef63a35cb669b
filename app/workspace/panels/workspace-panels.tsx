"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PanelLayouts } from "./layout-cookie.ts";
import { PanelTabs } from "./panel-tabs.tsx";
import { ThreeColumns } from "./three-columns.tsx";
import { TwoColumns } from "./two-columns.tsx";
import { useRoom } from "./use-room.ts";

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

const tabs: PanelTab[] = ["brief", "editor", "picture", "results", "live"];

/** Columns over a dock on a desk, sized by hand or by keyboard; one of five tabs where there is less room. */
export function WorkspacePanels(props: WorkspacePanelsProps) {
  const t = useTranslations("workspace");
  const room = useRoom();
  if (room === "three") return <ThreeColumns {...props} />;
  if (room === "two") return <TwoColumns {...props} />;
  const { tab, onTab, live } = props;
  return (
    <PanelTabs
      names={tabs}
      label={t("panels")}
      shown={tab}
      onTab={onTab}
      panel={(name) => (name === "live" ? live() : props[name])}
    />
  );
}

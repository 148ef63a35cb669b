"use client";

import { useTranslations } from "next-intl";
import { PanelTabs } from "./panel-tabs.tsx";
import type { PanelTab, WorkspacePanelsProps } from "./panels-props.ts";
import { ThreeColumns } from "./three-columns.tsx";
import { TwoColumns } from "./two-columns.tsx";
import { useRoom } from "./use-room.ts";

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

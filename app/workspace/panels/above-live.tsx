"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { rememberLayouts } from "./layout-cookie.ts";
import type { WorkspacePanelsProps } from "./panels-props.ts";

type AboveLiveProps = Pick<WorkspacePanelsProps, "live" | "isLiveFolded" | "onLiveFolded" | "layouts"> & {
  children: ReactNode;
};

/** Percent of the height beside the brief, when the sandbox is unfolded for the first time. */
const defaultLive = 42;

/** What is above, and the sandbox as a dock below it that folds. */
export function AboveLive({ live, isLiveFolded, onLiveFolded, layouts, children }: AboveLiveProps) {
  const t = useTranslations("workspace");
  const panel = usePanelRef();
  const [firstSize] = useState(isLiveFolded ? "2.75rem" : `${defaultLive}%`);
  const unfolded = useRef(Math.max(defaultLive, layouts.main?.live ?? 0));

  // Whoever opens a terminal, wherever that was asked for, wants to see it.
  useEffect(() => {
    if (!panel.current || panel.current.isCollapsed() === isLiveFolded) return;
    if (isLiveFolded) panel.current.collapse();
    else panel.current.resize(`${unfolded.current}%`);
  }, [isLiveFolded, panel]);

  return (
    <Group
      orientation="vertical"
      defaultLayout={layouts.main}
      onLayoutChanged={(main) => rememberLayouts({ main })}
    >
      <Panel id="top" minSize="9rem">
        {children}
      </Panel>
      <Separator className="separator" aria-label={t("resizeLive")} />
      <Panel
        id="live"
        panelRef={panel}
        defaultSize={firstSize}
        minSize="10rem"
        collapsible
        collapsedSize="2.75rem"
        onResize={(size) => {
          const isFolded = size.inPixels < 60;
          if (!isFolded) unfolded.current = size.asPercentage;
          if (isFolded !== isLiveFolded) onLiveFolded(isFolded);
        }}
      >
        {live({ isFolded: isLiveFolded, onFold: onLiveFolded })}
      </Panel>
    </Group>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { AboveLive } from "./above-live.tsx";
import { rememberLayouts } from "./layout-cookie.ts";
import { PanelTabs } from "./panel-tabs.tsx";
import type { PanelTab, WorkspacePanelsProps } from "./panels-props.ts";

const read = ["brief", "picture", "results"] as const;
type Read = (typeof read)[number];

/** On a small desk: what is read as tabs on the left, editor over sandbox on the right. */
export function TwoColumns(props: WorkspacePanelsProps) {
  const { layouts, editor, tab, onTab } = props;
  const t = useTranslations("workspace");
  const shown = useLastRead(tab);
  return (
    <Group
      className="workspace-columns"
      defaultLayout={layouts.two}
      onLayoutChanged={(two) => rememberLayouts({ two })}
    >
      <Panel id="read" defaultSize="38%" minSize="18rem">
        <PanelTabs
          names={read}
          label={t("panels")}
          shown={shown}
          onTab={onTab}
          panel={(name) => props[name]}
        />
      </Panel>
      <Separator className="separator" aria-label={t("resizeBrief")} />
      <Panel id="work" defaultSize="62%" minSize="30rem">
        <AboveLive {...props}>
          <section className="panel" aria-label={t("editor")}>
            {editor}
          </section>
        </AboveLive>
      </Panel>
    </Group>
  );
}

/** Editor and sandbox are in sight anyway: asking for them leaves the left as it is. */
function useLastRead(tab: PanelTab): Read {
  const [last, setLast] = useState<Read>("brief");
  const wanted = read.find((name) => name === tab);
  if (wanted && wanted !== last) setLast(wanted);
  return wanted ?? last;
}

"use client";

import { PanelLeftCloseIcon, PanelLeftOpenIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { IconButton } from "../../components/icon-button.tsx";
import { AboveLive } from "./above-live.tsx";
import { rememberLayouts } from "./layout-cookie.ts";
import type { WorkspacePanelsProps } from "./panels-props.ts";

/** On a desk: the brief, which folds, the editor, and picture over results; the sandbox below the last two. */
export function ThreeColumns(props: WorkspacePanelsProps) {
  const { layouts, brief, editor, picture, results } = props;
  const t = useTranslations("workspace");
  const briefPanel = usePanelRef();
  const [isFolded, setFolded] = useState((layouts.columns?.brief ?? 100) < 8);
  const Icon = isFolded ? PanelLeftOpenIcon : PanelLeftCloseIcon;

  return (
    <Group
      className="workspace-columns"
      defaultLayout={layouts.columns?.main === undefined ? undefined : layouts.columns}
      onLayoutChanged={(columns) => rememberLayouts({ columns })}
    >
      <Panel
        id="brief"
        panelRef={briefPanel}
        defaultSize="27%"
        minSize="15rem"
        collapsible
        collapsedSize="2.75rem"
        onResize={(size) => setFolded(size.inPixels < 60)}
      >
        <section className="panel" data-folded={isFolded || undefined} aria-label={t("brief")}>
          <header className="panel-head">
            {!isFolded && <h2>{t("brief")}</h2>}
            <IconButton
              aria-expanded={!isFolded}
              label={t(isFolded ? "unfoldBrief" : "foldBrief")}
              onClick={() => (isFolded ? briefPanel.current?.expand() : briefPanel.current?.collapse())}
            >
              <Icon size={17} aria-hidden />
            </IconButton>
          </header>
          {!isFolded && brief}
        </section>
      </Panel>
      <Separator className="separator" aria-label={t("resizeBrief")} />
      <Panel id="main" defaultSize="73%" minSize="38rem">
        <AboveLive {...props}>
          <Group defaultLayout={layouts.top} onLayoutChanged={(top) => rememberLayouts({ top })}>
            <Panel id="editor" defaultSize="56%" minSize="20rem">
              <section className="panel" aria-label={t("editor")}>
                {editor}
              </section>
            </Panel>
            <Separator className="separator" aria-label={t("resizeEditor")} />
            <Panel id="right" defaultSize="44%" minSize="18rem">
              <Group
                orientation="vertical"
                defaultLayout={layouts.right}
                onLayoutChanged={(right) => rememberLayouts({ right })}
              >
                <Panel id="picture" defaultSize="46%" minSize="4rem">
                  <section className="panel" aria-label={t("picture")}>
                    {picture}
                  </section>
                </Panel>
                <Separator className="separator" aria-label={t("resizePicture")} />
                <Panel id="results" defaultSize="54%" minSize="4rem">
                  <section className="panel" aria-label={t("results")}>
                    {results}
                  </section>
                </Panel>
              </Group>
            </Panel>
          </Group>
        </AboveLive>
      </Panel>
    </Group>
  );
}

"use client";

import { PanelLeftCloseIcon, PanelLeftOpenIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { type PanelLayouts, rememberLayouts } from "./layout-cookie.ts";
import { useWide } from "./use-wide.ts";

export type PanelTab = "brief" | "editor" | "picture" | "results" | "live";
type WorkspacePanelsProps = Record<Exclude<PanelTab, "live">, ReactNode> & {
  /** The sandbox: a dock that folds on a desk, a tab of its own where there is less room. */
  live: (fold?: Fold) => ReactNode;
  isLiveFolded: boolean;
  onLiveFolded: (folded: boolean) => void;
  /** As the cookie remembers them, so that the server renders the same. */
  layouts: PanelLayouts;
  tab: PanelTab;
  onTab: (tab: PanelTab) => void;
};

type Fold = { isFolded: boolean; onFold: (folded: boolean) => void };

/** Percent of the height beside the brief, when the sandbox is unfolded for the first time. */
const defaultLive = 42;

/** Columns over a dock on a desk, sized by hand or by keyboard; one of five tabs where there is less room. */
export function WorkspacePanels(props: WorkspacePanelsProps) {
  return useWide() ? <Columns {...props} /> : <Tabs {...props} />;
}

function Columns(props: WorkspacePanelsProps) {
  const { layouts, brief, editor, picture, results, live, isLiveFolded, onLiveFolded } = props;
  const t = useTranslations("workspace");
  const briefPanel = usePanelRef();
  const [folded, setFolded] = useState((layouts.columns?.brief ?? 100) < 8);
  const livePanel = usePanelRef();
  const [firstLive] = useState(isLiveFolded ? "2.75rem" : `${defaultLive}%`);
  const unfolded = useRef(Math.max(defaultLive, layouts.main?.live ?? 0));

  // Whoever opens a terminal, wherever that was asked for, wants to see it.
  useEffect(() => {
    const panel = livePanel.current;
    if (!panel || panel.isCollapsed() === isLiveFolded) return;
    if (isLiveFolded) panel.collapse();
    else panel.resize(`${unfolded.current}%`);
  }, [isLiveFolded, livePanel]);

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
        <section className="panel" data-folded={folded || undefined} aria-label={t("brief")}>
          <header className="panel-head">
            {!folded && <h2>{t("brief")}</h2>}
            <button
              type="button"
              className="icon-button"
              aria-expanded={!folded}
              aria-label={folded ? t("unfoldBrief") : t("foldBrief")}
              title={folded ? t("unfoldBrief") : t("foldBrief")}
              onClick={() => (folded ? briefPanel.current?.expand() : briefPanel.current?.collapse())}
            >
              {folded ? (
                <PanelLeftOpenIcon size={17} aria-hidden />
              ) : (
                <PanelLeftCloseIcon size={17} aria-hidden />
              )}
            </button>
          </header>
          {!folded && brief}
        </section>
      </Panel>
      <Separator className="separator" aria-label={t("resizeBrief")} />
      <Panel id="main" defaultSize="73%" minSize="38rem">
        <Group
          orientation="vertical"
          defaultLayout={layouts.main}
          onLayoutChanged={(main) => rememberLayouts({ main })}
        >
          <Panel id="top" minSize="9rem">
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
                  <Panel id="picture" defaultSize="58%" minSize="4rem">
                    <section className="panel" aria-label={t("picture")}>
                      {picture}
                    </section>
                  </Panel>
                  <Separator className="separator" aria-label={t("resizePicture")} />
                  <Panel id="results" defaultSize="42%" minSize="4rem">
                    <section className="panel" aria-label={t("results")}>
                      {results}
                    </section>
                  </Panel>
                </Group>
              </Panel>
            </Group>
          </Panel>
          <Separator className="separator" aria-label={t("resizeLive")} />
          <Panel
            id="live"
            panelRef={livePanel}
            defaultSize={firstLive}
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
      </Panel>
    </Group>
  );
}

const tabs: PanelTab[] = ["brief", "editor", "picture", "results", "live"];

function Tabs({ tab, onTab, live, ...panels }: WorkspacePanelsProps) {
  const t = useTranslations("workspace");
  return (
    <div className="workspace-tabs">
      <div role="tablist" aria-label={t("panels")} className="tab-list">
        {tabs.map((name, index) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls={`panel-${name}`}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => onTab(name)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              const next = tabs[(index + step + tabs.length) % tabs.length];
              if (step === 0 || !next) return;
              onTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {t(name)}
          </button>
        ))}
      </div>
      {tabs.map((name) => (
        <section
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          hidden={tab !== name}
          className="panel"
        >
          {name === "live" ? live() : panels[name]}
        </section>
      ))}
    </div>
  );
}

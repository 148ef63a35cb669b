"use client";

import { PanelLeftCloseIcon, PanelLeftOpenIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Group, type Layout, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { layoutCookie } from "./layout-cookie.ts";
import { useWide } from "./use-wide.ts";

export type PanelLayouts = { columns?: Layout; right?: Layout };

type Tab = "brief" | "editor" | "picture" | "results";
type WorkspacePanelsProps = Record<Tab, ReactNode> & {
  /** As the cookie remembers them, so that the server renders the same. */
  layouts: PanelLayouts;
  tab: Tab;
  onTab: (tab: Tab) => void;
};

/** Three columns on a desk, sized by hand or by keyboard; one of four tabs where there is less room. */
export function WorkspacePanels(props: WorkspacePanelsProps) {
  return useWide() ? <Columns {...props} /> : <Tabs {...props} />;
}

function Columns({ layouts, brief, editor, picture, results }: WorkspacePanelsProps) {
  const t = useTranslations("workspace");
  const briefPanel = usePanelRef();
  const [folded, setFolded] = useState((layouts.columns?.brief ?? 100) < 8);
  const [remembered, setRemembered] = useState(layouts);

  const remember = (change: PanelLayouts) => {
    const next = { ...remembered, ...change };
    setRemembered(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `${layoutCookie}=${encodeURIComponent(JSON.stringify(next))}; path=/; max-age=31536000; samesite=lax`;
  };

  return (
    <Group
      className="workspace-columns"
      defaultLayout={layouts.columns}
      onLayoutChanged={(columns) => remember({ columns })}
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
              className="panel-fold"
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
      <Panel id="editor" defaultSize="40%" minSize="20rem">
        <section className="panel" aria-label={t("editor")}>
          {editor}
        </section>
      </Panel>
      <Separator className="separator" aria-label={t("resizeEditor")} />
      <Panel id="right" defaultSize="33%" minSize="18rem">
        <Group
          orientation="vertical"
          defaultLayout={layouts.right}
          onLayoutChanged={(right) => remember({ right })}
        >
          <Panel id="picture" defaultSize="48%" minSize="7rem">
            <section className="panel" aria-label={t("picture")}>
              {picture}
            </section>
          </Panel>
          <Separator className="separator" aria-label={t("resizePicture")} />
          <Panel id="results" defaultSize="52%" minSize="7rem">
            <section className="panel" aria-label={t("results")}>
              {results}
            </section>
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

const tabs: Tab[] = ["brief", "editor", "picture", "results"];

function Tabs({ tab, onTab, ...panels }: WorkspacePanelsProps) {
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
          {panels[name]}
        </section>
      ))}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PanelTab } from "./panels-props.ts";

type PanelTabsProps<Name extends PanelTab> = {
  names: readonly Name[];
  label: string;
  shown: Name;
  onTab: (name: Name) => void;
  panel: (name: Name) => ReactNode;
};

/** Panels of which one is shown. The others stay as they are, unseen. */
export function PanelTabs<Name extends PanelTab>({
  names,
  label,
  shown,
  onTab,
  panel,
}: PanelTabsProps<Name>) {
  const t = useTranslations("workspace");
  const title = (name: PanelTab) => t(name);
  return (
    <div className="workspace-tabs">
      <div role="tablist" aria-label={label} className="tab-list">
        {names.map((name, index) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={shown === name}
            aria-controls={`panel-${name}`}
            tabIndex={shown === name ? 0 : -1}
            onClick={() => onTab(name)}
            onKeyDown={(event) => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              const next = names[(index + step + names.length) % names.length];
              if (step === 0 || !next) return;
              onTab(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {title(name)}
          </button>
        ))}
      </div>
      {names.map((name) => (
        <section
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          hidden={shown !== name}
          className="panel"
        >
          {panel(name)}
        </section>
      ))}
    </div>
  );
}

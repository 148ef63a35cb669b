"use client";

import { AccessibilityIcon, PlusIcon, SearchIcon, XIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { liveLimits } from "../../../../lib/live/limits.ts";
import { IconButton } from "../../../components/icon-button.tsx";
import type { TerminalTab, TerminalTabs } from "./use-terminal-tabs.ts";

type TerminalTabListProps = {
  terminals: TerminalTabs;
  screenReaderMode: boolean;
  onScreenReaderMode: (on: boolean) => void;
  onFind: () => void;
};

/** The terminals as tabs, named by what runs in them; a new one, search, and the mode for screen readers. */
export function TerminalTabList(props: TerminalTabListProps) {
  const { terminals, screenReaderMode, onScreenReaderMode, onFind } = props;
  const t = useTranslations("terminal");
  const { tabs, shown } = terminals;
  const list = useRef<HTMLDivElement>(null);

  // Whichever is shown, its tab is in sight.
  useEffect(() => {
    if (!shown) return;
    const tab = list.current?.querySelector("[aria-selected=true]");
    void tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [shown]);
  const move = (from: number, key: string) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const target = step === undefined ? undefined : tabs[(from + step + tabs.length) % tabs.length];
    if (!target) return;
    terminals.show(target.id);
    document.getElementById(`terminal-tab-${target.id}`)?.focus();
  };
  return (
    <div className="terminal-tabs">
      <div className="terminal-tab-scroll">
        <div ref={list} role="tablist" aria-label={t("tabs")} className="terminal-tab-list">
          {tabs.map((tab, index) => (
            <button
              key={tab.id}
              id={`terminal-tab-${tab.id}`}
              type="button"
              role="tab"
              className="terminal-tab"
              aria-selected={tab.id === shown}
              aria-controls={`terminal-panel-${tab.id}`}
              tabIndex={tab.id === shown ? 0 : -1}
              title={tabName(tab, t)}
              onClick={() => terminals.show(tab.id)}
              onKeyDown={(event) => {
                if (event.key === "Delete") terminals.close(tab.id);
                else move(index, event.key);
              }}
            >
              <span>{tabName(tab, t)}</span>
            </button>
          ))}
        </div>
        {shown && (
          <IconButton
            label={t("closeTab", {
              name: tabName(
                tabs.find(({ id }) => id === shown),
                t,
              ),
            })}
            title={t("closeShown")}
            onClick={() => terminals.close(shown)}
          >
            <XIcon size={15} aria-hidden />
          </IconButton>
        )}
        <IconButton
          disabled={tabs.length >= liveLimits.terminals}
          label={t("add")}
          title={tabs.length >= liveLimits.terminals ? t("most", { count: liveLimits.terminals }) : t("add")}
          onClick={() => terminals.add({ kind: "shell" })}
        >
          <PlusIcon size={16} aria-hidden />
        </IconButton>
      </div>
      <IconButton label={t("find")} title={t("findTitle")} onClick={onFind}>
        <SearchIcon size={15} aria-hidden />
      </IconButton>
      <IconButton
        aria-pressed={screenReaderMode}
        label={t("screenReader")}
        title={t("screenReaderTitle")}
        onClick={() => onScreenReaderMode(!screenReaderMode)}
      >
        <AccessibilityIcon size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** What runs in it, as the shell says by the window's title; else what it was opened for. */
export function tabName(
  tab: TerminalTab | undefined,
  t: ReturnType<typeof useTranslations<"terminal">>,
): string {
  if (!tab) return "";
  if (tab.kind !== "shell") return t(`kind.${tab.kind}`, { target: tab.target ?? "" });
  return tab.title || t("kind.shell");
}

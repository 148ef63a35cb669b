"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Live } from "../use-live.ts";
import { TerminalTabList, tabName } from "./terminal-tab-list.tsx";
import { TerminalView } from "./terminal-view.tsx";
import { useScreenReaderMode } from "./use-screen-reader-mode.ts";
import type { TerminalTabs } from "./use-terminal-tabs.ts";

type TerminalPanelProps = {
  live: Live;
  terminals: TerminalTabs;
  isShown: boolean;
  /** An address of the sandbox's own `localhost`: the page's preview shows it. */
  onLocalLink: (port: number, path: string) => void;
};

/** The terminals of the sandbox. The first one opens by itself. */
export function TerminalPanel({ live, terminals, isShown, onLocalLink }: TerminalPanelProps) {
  const t = useTranslations("terminal");
  const [screenReaderMode, setScreenReaderMode] = useScreenReaderMode();
  const [isFinding, setFinding] = useState(false);
  const began = useRef<string>(undefined);
  const { tabs, shown, add } = terminals;
  const sandbox = live.sandbox?.id;
  const isKnown = live.entries !== undefined;

  useEffect(() => {
    if (!isKnown || !isShown || began.current === sandbox) return;
    began.current = sandbox;
    if (tabs.length === 0) add({ kind: "shell" });
  }, [isKnown, isShown, sandbox, tabs.length, add]);

  // A terminal that was never shown is not connected: its output waits at the runner.
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (shown && isShown) setOpened((before) => (before.has(shown) ? before : new Set(before).add(shown)));
  }, [shown, isShown]);

  return (
    <div className="terminal-panel" hidden={!isShown}>
      <TerminalTabList
        terminals={terminals}
        screenReaderMode={screenReaderMode}
        onScreenReaderMode={setScreenReaderMode}
        onFind={() => setFinding(true)}
      />
      {tabs.map((tab) => (
        <div
          key={tab.id}
          id={`terminal-panel-${tab.id}`}
          role="tabpanel"
          aria-labelledby={`terminal-tab-${tab.id}`}
          className="terminal-holder"
          hidden={tab.id !== shown}
        >
          {opened.has(tab.id) && (
            <TerminalView
              api={live.session.api}
              terminal={tab}
              label={t("label", { name: tabName(tab, t) })}
              isShown={tab.id === shown}
              takesFocus={tab.isNew}
              screenReaderMode={screenReaderMode}
              isFinding={isFinding}
              onFinding={setFinding}
              onTitle={(title) => terminals.name(tab.id, title)}
              onLink={(link) => terminals.connect(tab.id, link)}
              onAddress={(address) => openAddress(address, onLocalLink)}
              onAgain={() => terminals.again(tab.id)}
              onClose={() => terminals.close(tab.id)}
            />
          )}
        </div>
      ))}
      {tabs.length === 0 && (
        <div className="live-empty">
          <p>{t("none")}</p>
          <button type="button" className="button" onClick={() => add({ kind: "shell" })}>
            {t("add")}
          </button>
        </div>
      )}
      <p className="editor-keys">{t("keys")}</p>
    </div>
  );
}

const ownHosts = new Set(["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]);

function openAddress(address: string, onLocalLink: TerminalPanelProps["onLocalLink"]): void {
  const url = new URL(address);
  if (!ownHosts.has(url.hostname)) {
    window.open(address, "_blank", "noopener,noreferrer");
    return;
  }
  onLocalLink(Number(url.port) || 80, `${url.pathname}${url.search}`);
}

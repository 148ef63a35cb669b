"use client";

import "@xterm/xterm/css/xterm.css";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import type { Locale, Message } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import type { TerminalView as TerminalEntry } from "../../../../lib/live/protocol.ts";
import { StateMark } from "../../../components/state-mark.tsx";
import type { Connection } from "../connection/lasting-socket.ts";
import type { LiveApi } from "../connection/live-api.ts";
import { makeScreen, type XtermScreen } from "./make-screen.ts";
import { SearchBar } from "./search-bar.tsx";
import { terminalKey } from "./terminal-keys.ts";
import { type TerminalLink, terminalLink } from "./terminal-link.ts";
import { onThemeChange, terminalTheme } from "./terminal-theme.ts";

type TerminalViewProps = {
  api: LiveApi;
  terminal: TerminalEntry;
  label: string;
  isShown: boolean;
  takesFocus: boolean;
  screenReaderMode: boolean;
  isFinding: boolean;
  onFinding: (finding: boolean) => void;
  onTitle: (title: string) => void;
  /** Its connection; undefined when it is left. */
  onLink: (link: TerminalLink | undefined) => void;
  /** A web address in its output was clicked. */
  onAddress: (address: string) => void;
  onAgain: () => void;
  onClose: () => void;
  /** Whoever shows it says how it ended. How high is what is written, and a row of it, in CSS pixels. */
  onWritten?: (heights: { written: number; row: number }) => void;
};

/** One terminal. Enter goes in, Ctrl+Shift+L comes out; Tab passes by. */
export function TerminalView(props: TerminalViewProps) {
  const { api, terminal, label, isShown, screenReaderMode, isFinding, onFinding } = props;
  const t = useTranslations("terminal");
  const locale = useLocale() as Locale;
  const hint = useId();
  const frame = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<XtermScreen>(null);
  const latest = useRef(props);
  latest.current = props;
  const [connection, setConnection] = useState<Connection>("connecting");
  const [exitCode, setExitCode] = useState(terminal.exitCode);
  const [refusal, setRefusal] = useState<Message>();
  const said = useRef(t);
  said.current = t;

  // The terminal is an object of its own with its own life, for as long as its tab is there.
  useEffect(() => {
    const where = place.current;
    if (!where) return;
    let gone = false;
    let close = () => {};
    const open = () => {
      if (gone) return;
      const made = makeScreen({
        place: where,
        label: said.current("input"),
        screenReaderMode: latest.current.screenReaderMode,
        onKey: (event) => {
          const key = terminalKey(event, made.terminal.hasSelection());
          if (key === "leave") frame.current?.focus();
          if (key === "find") latest.current.onFinding(true);
          if (key === "copy") copySelection(made);
          if (key && key !== "browser") event.preventDefault();
          return key === undefined;
        },
        onAddress: (address) => latest.current.onAddress(address),
      });
      screen.current = made;
      made.fit();
      if (latest.current.takesFocus) made.terminal.focus();
      const opened = terminalLink(
        { api, terminal: latest.current.terminal, screen: made.terminal },
        {
          onConnection: setConnection,
          onExit: setExitCode,
          onRefused: setRefusal,
          ruleBetween: () => rule(said.current("isNew")),
          ruleOfLost: (bytes) => rule(said.current("isLost", { kibibytes: Math.ceil(bytes / 1024) })),
        },
      );
      latest.current.onLink(opened);
      made.terminal.onData(opened.type);
      made.terminal.onResize(opened.resize);
      made.terminal.onWriteParsed(() => latest.current.onWritten?.(heightsOf(made.terminal)));
      made.terminal.onTitleChange((title) => latest.current.onTitle(title));
      const observer = new ResizeObserver(() => made.fit());
      observer.observe(where);
      const stopTheme = onThemeChange(() => {
        made.terminal.options.theme = terminalTheme(where);
      });
      close = () => {
        observer.disconnect();
        stopTheme();
        opened.detach();
        made.terminal.dispose();
        screen.current = null;
        latest.current.onLink(undefined);
      };
    };
    // Cells are measured by the face: it must be there first.
    void document.fonts.load('13px "JetBrains Mono Variable"').then(open, open);
    return () => {
      gone = true;
      close();
    };
  }, [api]);

  useEffect(() => {
    if (screen.current) screen.current.terminal.options.screenReaderMode = screenReaderMode;
  }, [screenReaderMode]);

  return (
    <div className="terminal-view" hidden={!isShown}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of one terminal is no fieldset of a form. */}
      <div
        ref={frame}
        className="terminal-frame"
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the stop before the terminal, so that Tab is no trap.
        tabIndex={0}
        aria-label={label}
        aria-describedby={hint}
        onKeyDown={(event) => {
          if (event.target !== frame.current || event.key !== "Enter") return;
          event.preventDefault();
          screen.current?.terminal.focus();
        }}
      >
        <div ref={place} className="terminal-place" />
        <span id={hint} className="sr-only">
          {t("enter")}
        </span>
      </div>
      {isFinding && isShown && screen.current && (
        <SearchBar
          screen={screen.current}
          onClose={() => {
            onFinding(false);
            screen.current?.search.clearDecorations();
            screen.current?.terminal.focus();
          }}
        />
      )}
      <div role="status">
        {connection === "retrying" && exitCode === null && (
          <p className="bar" data-kind="waiting">
            <StateMark state="waiting" size={14} />
            <span>{t("reconnecting")}</span>
          </p>
        )}
      </div>
      {refusal && (
        <p className="bar" data-kind="bad" role="alert">
          <StateMark state="warn" size={14} />
          <span>{translate(refusal, locale)}</span>
          <button type="button" className="button" data-size="small" onClick={props.onClose}>
            {t("close")}
          </button>
        </p>
      )}
      {exitCode !== null && !refusal && !props.onWritten && (
        <p className="bar">
          <StateMark state={exitCode === 0 ? "ended" : "bad"} size={14} />
          <span>
            {t(terminal.kind === "shell" || terminal.kind === "exec" ? "exited" : "finished", {
              code: exitCode,
            })}
          </span>
          <button type="button" className="button" data-size="small" onClick={props.onAgain}>
            {t(terminal.kind === "shell" || terminal.kind === "exec" ? "startNew" : "again")}
          </button>
          <button
            type="button"
            className="button"
            data-size="small"
            data-kind="quiet"
            onClick={props.onClose}
          >
            {t("close")}
          </button>
        </p>
      )}
    </div>
  );
}

/** Of all lines that anything was written to, those that were scrolled away included. */
function heightsOf({ buffer: { active }, element, rows }: XtermScreen["terminal"]) {
  const lines = active.baseY + active.cursorY + (active.cursorX > 0 ? 1 : 0);
  const row = (element?.querySelector(".xterm-screen")?.clientHeight ?? 0) / rows;
  return { written: lines * row, row };
}

function copySelection({ terminal }: XtermScreen): void {
  if (!terminal.hasSelection()) return;
  void navigator.clipboard?.writeText(terminal.getSelection());
  terminal.clearSelection();
}

function rule(words: string): string {
  return `\r\n\x1b[0m\x1b[2m── ${words} ──\x1b[0m\r\n`;
}

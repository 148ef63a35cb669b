"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TerminalView } from "../../../../lib/live/protocol.ts";
import type { Live } from "../use-live.ts";
import { endTerminal, type TerminalLink } from "./terminal-link.ts";

export type TerminalTab = TerminalView & {
  title: string | undefined;
  /** Opened here and now: whoever asked for it wants to type in it. */
  isNew: boolean;
};

export type TerminalTabs = {
  tabs: TerminalTab[];
  /** Which one is shown. */
  shown: string | undefined;
  show: (id: string) => void;
  /** A new one, or the one that shows this already. */
  add: (wanted: { kind: TerminalView["kind"]; target?: string }) => void;
  /** Ends its program, too. */
  close: (id: string) => void;
  /** Runs a command in a shell that waits for one, else in a new one. */
  run: (command: string) => void;
  /** The same anew, in place of one that has ended. */
  again: (id: string) => void;
  name: (id: string, title: string) => void;
  /** The connection of a terminal that is drawn; absent when it is not any more. */
  connect: (id: string, link: TerminalLink | undefined) => void;
};

/** The terminals of the sandbox: those that the runner knows, and those that this page is just opening. */
export function useTerminalTabs(live: Live): TerminalTabs {
  const [own, setOwn] = useState<TerminalView[]>([]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [titles, setTitles] = useState<Record<string, string>>({});
  const [chosen, setChosen] = useState<string>();
  const [newest, setNewest] = useState<string>();
  const known = live.terminals;
  const sandbox = live.sandbox?.id;

  // With another sandbox all terminals are others.
  useEffect(() => {
    setOwn([]);
    setClosed(new Set());
    setTitles({});
  }, [sandbox]);

  // What the runner has told once is its to tell: another page may close it.
  useEffect(() => {
    setOwn((before) => {
      const rest = before.filter(({ id }) => !known.some((terminal) => terminal.id === id));
      return rest.length === before.length ? before : rest;
    });
  }, [known]);

  const tabs = useMemo(
    () =>
      [...known, ...own.filter(({ id }) => !known.some((terminal) => terminal.id === id))]
        .filter(({ id }) => !closed.has(id))
        .map((terminal) => ({
          ...terminal,
          title: titles[terminal.id],
          isNew: terminal.id === newest,
        })),
    [known, own, closed, titles, newest],
  );
  const shown = tabs.some(({ id }) => id === chosen) ? chosen : tabs.at(-1)?.id;

  const open = useCallback((kind: TerminalView["kind"], target: string | null) => {
    const id = `${kind}-${crypto.randomUUID().slice(0, 8)}`;
    setOwn((before) => [
      ...before,
      { id, kind, target, startedAt: Date.now(), endedAt: null, exitCode: null },
    ]);
    setChosen(id);
    setNewest(id);
    return id;
  }, []);
  const waiting = useRef(new Map<string, string>());
  const links = useRef(new Map<string, TerminalLink>());
  const { api } = live.session;
  const close = (id: string) => {
    const terminal = tabs.find((tab) => tab.id === id);
    const link = links.current.get(id);
    if (link) link.end();
    else if (terminal) endTerminal(api, terminal);
    setClosed((before) => new Set(before).add(id));
    setOwn((before) => before.filter((entry) => entry.id !== id));
  };

  return {
    tabs,
    shown,
    show: setChosen,
    add: ({ kind, target = null }) => {
      const isThere = tabs.find(
        (tab) => kind !== "shell" && tab.kind === kind && tab.target === target && tab.exitCode === null,
      );
      if (isThere) setChosen(isThere.id);
      else open(kind, target);
    },
    close,
    run: (command) => {
      const idle = tabs.find((tab) => isAtPrompt(tab) && links.current.has(tab.id));
      if (!idle) return void waiting.current.set(open("shell", null), command);
      setChosen(idle.id);
      links.current.get(idle.id)?.type(`${command}\r`);
    },
    again: (id) => {
      const tab = tabs.find((terminal) => terminal.id === id);
      if (!tab) return;
      close(id);
      open(tab.kind, tab.target);
    },
    name: useCallback((id, title) => setTitles((before) => ({ ...before, [id]: title })), []),
    connect: useCallback((id, link) => {
      if (!link) return void links.current.delete(id);
      links.current.set(id, link);
      const command = waiting.current.get(id);
      waiting.current.delete(id);
      if (command) link.type(`${command}\r`);
    }, []),
  };
}

/** The shell names its terminal by the directory while it waits, and by what runs while that runs. */
function isAtPrompt({ kind, exitCode, title }: TerminalTab): boolean {
  return kind === "shell" && exitCode === null && title !== undefined && /^[/~]/.test(title);
}

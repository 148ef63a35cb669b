import type { Message } from "../../../../lib/i18n/message.ts";
import { closeCodes } from "../../../../lib/live/limits.ts";
import type { TerminalEvent, TerminalRequest, TerminalView } from "../../../../lib/live/protocol.ts";
import { type Connection, lastingSocket } from "../connection/lasting-socket.ts";
import type { LiveApi } from "../connection/live-api.ts";

/** Said to the runner at least this often: it stops the program when the page is far behind. */
const ackBytes = 32 * 1024;
const ackPause = 400;
const pastePiece = 64 * 1024;
const mostTyped = 4096;

/** What draws: xterm, or a test's own. */
export type Screen = {
  rows: number;
  cols: number;
  write: (data: Uint8Array | string, drawn?: () => void) => void;
};

export type TerminalNews = {
  onConnection: (connection: Connection) => void;
  onExit: (code: number) => void;
  onRefused: (error: Message) => void;
  /** A line to draw between old output and that of a program that began anew. */
  ruleBetween: () => string;
  /** A line to draw where output is missing. */
  ruleOfLost: (bytes: number) => string;
};

export type TerminalLink = {
  type: (data: string) => void;
  resize: (size: { rows: number; cols: number }) => void;
  /** Ends the program. */
  end: () => void;
  /** Leaves it running. */
  detach: () => void;
};

/** Output of one terminal onto a screen, from where the screen is; input back. Survives cuts and restarts. */
export function terminalLink(
  { api, terminal, screen }: { api: LiveApi; terminal: TerminalView; screen: Screen },
  news: TerminalNews,
): TerminalLink {
  let epoch: string | undefined;
  let received = 0;
  let drawn = 0;
  let acknowledged = 0;
  let replayEnd = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isJoined = false;
  /** Typed while the connection was away: it goes to the same program, or to nobody. */
  let typed = "";

  const say = (request: TerminalRequest) => socket.send(JSON.stringify(request));
  const send = (data: string) => {
    for (let at = 0; at < data.length; at += pastePiece) {
      say({ type: "input", data: data.slice(at, at + pastePiece) });
    }
  };
  const acknowledge = () => {
    clearTimeout(timer);
    timer = undefined;
    if (drawn !== acknowledged && say({ type: "ack", offset: drawn })) acknowledged = drawn;
  };
  const draw = (data: Uint8Array) => {
    const ofEpoch = epoch;
    received += data.length;
    const upTo = received;
    screen.write(data, () => {
      if (epoch !== ofEpoch) return;
      drawn = upTo;
      if (drawn - acknowledged >= ackBytes) acknowledge();
      else timer ??= setTimeout(acknowledge, ackPause);
    });
  };
  const hear = (event: TerminalEvent) => {
    switch (event.type) {
      case "opened":
        if (epoch !== undefined && epoch !== event.epoch) {
          screen.write(news.ruleBetween());
          typed = "";
        } else if (event.lost > 0) screen.write(news.ruleOfLost(event.lost));
        epoch = event.epoch;
        received = drawn = acknowledged = event.from;
        replayEnd = event.end;
        isJoined = true;
        news.onConnection("open");
        send(typed);
        typed = "";
        return;
      case "exit":
        return news.onExit(event.code);
      case "refused":
        return news.onRefused(event.error);
    }
  };

  const socket = lastingSocket({
    address: () =>
      api.terminalAddress(terminal.id, {
        kind: terminal.kind,
        ...(terminal.target && { target: terminal.target }),
        rows: String(screen.rows),
        cols: String(screen.cols),
        ...(epoch && { epoch }),
        from: String(received),
      }),
    onOpen: () => say({ type: "resize", rows: screen.rows, cols: screen.cols }),
    onMessage: (data) => (typeof data === "string" ? hear(JSON.parse(data)) : draw(new Uint8Array(data))),
    onConnection: (connection) => {
      isJoined = false;
      // Open is only what has joined its program.
      if (connection !== "open") news.onConnection(connection);
    },
    isFinal: (code) => code === closeCodes.gone || code === closeCodes.malformed || code === 1000,
  });

  return {
    type: (data) => {
      // Old output asks the terminal again what it asked before: those answers are nobody's input.
      if (drawn < replayEnd) return;
      if (isJoined) send(data);
      else if (typed.length + data.length <= mostTyped) typed += data;
    },
    resize: ({ rows, cols }) => void say({ type: "resize", rows, cols }),
    end: () => {
      say({ type: "close" });
      clearTimeout(timer);
      socket.close();
    },
    detach: () => {
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** Ends a program whose output this page does not draw. */
export function endTerminal(api: LiveApi, terminal: TerminalView): void {
  const link = terminalLink(
    { api, terminal, screen: { rows: 24, cols: 80, write: (_, drawn) => drawn?.() } },
    {
      onConnection: (connection) => connection === "open" && queueMicrotask(() => link.end()),
      onExit: () => {},
      onRefused: () => link.detach(),
      ruleBetween: () => "",
      ruleOfLost: () => "",
    },
  );
}

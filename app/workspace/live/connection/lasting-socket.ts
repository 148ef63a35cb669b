export type Connection = "connecting" | "open" | "retrying" | "closed";

type LastingSocketOptions = {
  /** Asked for before every connect: it may carry how far one has got. */
  address: () => string;
  onOpen?: () => void;
  onMessage: (data: string | ArrayBuffer) => void;
  onConnection: (connection: Connection) => void;
  /** Whether a close with this code is the end; else it connects again. */
  isFinal: (code: number) => boolean;
};

export type LastingSocket = { send: (message: string) => boolean; close: () => void };

const firstWait = 400;
const longestWait = 5000;

/** A WebSocket that connects again by itself: after a cut, a restart of the server, a night with the lid closed. */
export function lastingSocket(options: LastingSocketOptions): LastingSocket {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let ended = false;

  const end = () => {
    ended = true;
    clearTimeout(timer);
    window.removeEventListener("online", connectNow);
    window.removeEventListener("offline", cut);
    document.removeEventListener("visibilitychange", connectNow);
    socket?.close(1000);
  };
  const lose = () => {
    socket = undefined;
    failures += 1;
    options.onConnection("retrying");
    timer = setTimeout(connect, Math.min(longestWait, firstWait * 2 ** (failures - 1)));
  };
  const connect = () => {
    clearTimeout(timer);
    const made = new WebSocket(options.address());
    made.binaryType = "arraybuffer";
    socket = made;
    made.onopen = () => {
      failures = 0;
      options.onConnection("open");
      options.onOpen?.();
    };
    made.onmessage = (event) => {
      if (socket === made) options.onMessage(event.data);
    };
    made.onclose = (event) => {
      if (socket !== made || ended) return;
      if (!options.isFinal(event.code)) return lose();
      end();
      options.onConnection("closed");
    };
  };
  const connectNow = () => {
    if (!ended && !socket && document.visibilityState === "visible") connect();
  };
  /** A connection over a network that is gone does not close by itself for minutes. */
  const cut = () => {
    const open = socket;
    if (!open) return;
    socket = undefined;
    open.close();
    lose();
  };

  window.addEventListener("online", connectNow);
  window.addEventListener("offline", cut);
  document.addEventListener("visibilitychange", connectNow);
  options.onConnection("connecting");
  connect();
  return {
    send: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(message);
      return true;
    },
    close: end,
  };
}

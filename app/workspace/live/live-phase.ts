import type { LiveSnapshot } from "./live-store.ts";

export type LivePhase =
  | "unknown"
  | "off"
  | "unavailable"
  | "starting"
  | "preparing"
  | "connecting"
  | "ready"
  | "reconnecting"
  | "paused"
  | "ended";

/** How the sandbox stands for the person in front of it. */
export function livePhase(live: LiveSnapshot): LivePhase {
  if (live.asking === "open") return "starting";
  const { sandbox } = live;
  if (sandbox?.state === "preparing") return "preparing";
  if (sandbox?.state === "ready") {
    if (!live.entries) return "connecting";
    return live.connection === "open" && sandbox.reachable ? "ready" : "reconnecting";
  }
  if (live.unavailable) return "unavailable";
  if (!sandbox) return sandbox === null ? "off" : "unknown";
  return sandbox.state;
}

/** Whether there is a shell to show, be it that the connection to it comes and goes. */
export function hasShell(phase: LivePhase): boolean {
  return phase === "ready" || phase === "reconnecting";
}

import type { Settings } from "../../lib/config/settings.ts";
import { daemonFiles, runningDaemon } from "./daemons.ts";
import type { Engine } from "./engine-state.ts";

/**
 * The very processes that a private engine consists of: another answer later means that one of them died in
 * between, though the engine works again. Of an engine of somebody else nothing is known, and it is always the
 * same; when its dockerd dies, its stream of events breaks off.
 */
export async function engineIncarnation(engine: Engine, settings: Settings): Promise<string> {
  if (engine.mode !== "private") return "";
  const names = ["dockerd", "containerd"] as const;
  const running = names.map((name) => runningDaemon(daemonFiles(settings.engineDirectory, name)));
  return (await Promise.all(running)).map((identity) => identity ?? "gone").join(" ");
}

import type { Settings } from "../../lib/config/settings.ts";
import { daemonFiles, runningDaemon } from "./daemons.ts";
import type { Engine } from "./engine-state.ts";

/**
 * Whether the engine can still work: it answers, and a private one has its containerd, without which dockerd
 * goes on answering but can start nothing. When it is false, `ensureEngine` repairs it.
 */
export async function engineWorks(engine: Engine, settings: Settings, timeoutMs = 5000): Promise<boolean> {
  if (engine.mode === "private") {
    const containerd = daemonFiles(settings.engineDirectory, "containerd");
    if (!(await runningDaemon(containerd))) return false;
  }
  const late = new Promise<false>((resolve) => setTimeout(resolve, timeoutMs, false).unref());
  const answers = engine.docker.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answers, late]);
}

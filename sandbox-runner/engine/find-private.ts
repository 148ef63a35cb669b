import type { Settings } from "../../lib/config/settings.ts";
import { engineWorks } from "./alive.ts";
import { askEngine, bridgeAddressOf } from "./client.ts";
import type { Engine } from "./engine-state.ts";
import { privatePaths } from "./private-paths.ts";

/** The private engine if it runs and answers. */
export async function findPrivateEngine(settings: Settings): Promise<Engine | undefined> {
  const { socket } = privatePaths(settings.engineDirectory);
  const answer = await askEngine(socket).catch(() => undefined);
  if (!answer) return undefined;
  return {
    mode: "private",
    socketPath: socket,
    docker: answer.docker,
    version: answer.version,
    apiVersion: answer.apiVersion,
    bridgeAddress: await bridgeAddressOf(answer.docker),
    rootless: false,
  };
}

/** The private engine if it can also start containers. */
export async function findWorkingEngine(settings: Settings): Promise<Engine | undefined> {
  const engine = await findPrivateEngine(settings);
  return engine && (await engineWorks(engine, settings)) ? engine : undefined;
}

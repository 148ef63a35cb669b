import path from "node:path";
import type { Settings } from "../../lib/config/settings.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import { askEngine, bridgeAddressOf, type EngineAnswer, isAtLeast, minimumApiVersion } from "./client.ts";
import type { Engine, EngineState } from "./engine-state.ts";
import { isOwnAddress } from "./host.ts";
import { privatePaths } from "./private-paths.ts";

export type Candidate = { socketPath: string; origin: "setting" | "DOCKER_HOST" | "default" | "rootless" };

export type CandidateEnvironment = { DOCKER_HOST?: string; XDG_RUNTIME_DIR?: string };

/**
 * Sockets worth asking, best first. The setting excludes all others; a DOCKER_HOST that is not a local
 * socket is passed over, because workspaces and gates need an engine on this machine. Our private engine is
 * none of these, wherever DOCKER_HOST may point.
 */
export function engineCandidates(
  settings: Pick<Settings, "engineSocket" | "engineDirectory">,
  environment: CandidateEnvironment,
): Candidate[] {
  if (settings.engineSocket) return [{ socketPath: settings.engineSocket, origin: "setting" }];
  const candidates: Candidate[] = [];
  const local = /^unix:\/\/(\/.*)$/.exec(environment.DOCKER_HOST ?? "");
  if (local?.[1]) candidates.push({ socketPath: local[1], origin: "DOCKER_HOST" });
  candidates.push({ socketPath: "/var/run/docker.sock", origin: "default" });
  const runtimeDirectory = environment.XDG_RUNTIME_DIR;
  if (runtimeDirectory) {
    candidates.push({ socketPath: path.join(runtimeDirectory, "docker.sock"), origin: "rootless" });
  }
  const own = privatePaths(settings.engineDirectory).socket;
  return candidates.filter(
    (candidate, index) =>
      candidate.socketPath !== own &&
      candidates.findIndex((other) => other.socketPath === candidate.socketPath) === index,
  );
}

/** Why an engine that answered cannot be used, or undefined when it can. */
function unusableBecause(answer: Pick<EngineAnswer, "version" | "apiVersion">): Message | undefined {
  if (isAtLeast(answer.apiVersion, minimumApiVersion)) return undefined;
  return message("engine.too-old", {
    version: answer.version,
    api: answer.apiVersion,
    minimum: minimumApiVersion,
  });
}

function readEnvironment(): CandidateEnvironment {
  return { DOCKER_HOST: process.env.DOCKER_HOST, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR };
}

/** The first usable engine that somebody else runs here, or why there is none. */
export async function findExistingEngine(
  settings: Settings,
  environment: CandidateEnvironment = readEnvironment(),
): Promise<EngineState> {
  let reason: Message | undefined;
  for (const candidate of engineCandidates(settings, environment)) {
    const answer = await askEngine(candidate.socketPath).catch((error: Error) => error);
    if (answer instanceof Error) {
      reason ??= unanswered(candidate, answer);
      continue;
    }
    const engine = await existingEngine(candidate.socketPath, answer);
    const unusable = unusableBecause(answer) ?? (await unreachable(engine));
    if (!unusable) return { state: "ready", engine };
    reason = unusable;
  }
  return {
    state: "missing",
    reason: reason ?? message("engine.none-found"),
    remedies: [message("engine.remedy-install", { minimum: minimumApiVersion })],
  };
}

/**
 * The lab speaks to containers by their addresses and answers them on the engine's bridge, so both must be on
 * this host's network; those of a rootless engine and of Docker Desktop are not.
 */
async function unreachable({ socketPath, bridgeAddress }: Engine): Promise<Message | undefined> {
  if (await isOwnAddress(bridgeAddress)) return undefined;
  return message("engine.elsewhere", { socket: socketPath });
}

/** A default socket that is simply absent says nothing; one that was named, or refuses us, does. */
function unanswered(candidate: Candidate, error: NodeJS.ErrnoException): Message | undefined {
  const socket = candidate.socketPath;
  if (error.code === "EACCES") return message("engine.no-permission", { socket });
  const named = candidate.origin === "setting" || candidate.origin === "DOCKER_HOST";
  if (!named && error.code === "ENOENT") return undefined;
  return message("engine.no-answer", { socket, detail: error.message });
}

async function existingEngine(socketPath: string, answer: EngineAnswer): Promise<Engine> {
  return {
    mode: "existing",
    socketPath,
    docker: answer.docker,
    version: answer.version,
    apiVersion: answer.apiVersion,
    bridgeAddress: await bridgeAddressOf(answer.docker),
    rootless: answer.securityOptions.some((option) => option.includes("rootless")),
  };
}

import { publishedPortsOf } from "../gate/objects/published-ports.ts";
import { inspectContainers } from "./containers.ts";
import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

type Asking = Pick<RunState, "context" | "sandbox" | "signal" | "openings" | "projects">;

/** What a connection to a container that runs cannot end with, unless the network between is broken. */
const unreachable = new Set(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

export function isUnreachable(error: unknown): boolean {
  return error instanceof Error && "code" in error && unreachable.has(String(error.code));
}

/** The same, from the words of nc and curl. */
export function saysUnreachable(words: string): boolean {
  return /no route to host|network is unreachable|timed out|timeout/i.test(words);
}

/**
 * Whether somebody listens at a container's own address, asked beside the container itself: then whoever
 * is on the same network and cannot connect there is kept from it by us, and not by the student's service.
 */
export async function listensAt(run: Asking, id: string, address: string, port: number): Promise<boolean> {
  const command = ["nc", "-z", "-w", "2", address, String(port)];
  return (await probe(run, id, command, { timeoutMs: 10_000 })).exitCode === 0;
}

/** The same for the container that has published a port of the student's host. */
export async function publisherListens(run: Asking, port: number): Promise<boolean> {
  for (const { Id, Config, State, NetworkSettings } of await inspectContainers(run)) {
    const published = publishedPortsOf(Config.Labels).find(({ hostPort }) => hostPort === port);
    if (!published || !State.Running) continue;
    const addresses = Object.values(NetworkSettings.Networks).flatMap(({ IPAddress }) => IPAddress || []);
    for (const address of addresses)
      if (await listensAt(run, Id, address, published.containerPort)) return true;
  }
  return false;
}

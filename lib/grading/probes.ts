import type { EngineFacts } from "./engine-facts.ts";

/**
 * What a stage's checks want to have observed. A check names its probes, the runner answers each once
 * per observation, and the check is then a pure function of the snapshot.
 */

/** From the student's host through a published port, or from inside a service's network. */
export type Route = { port: number } | { from: string; to: string; port: number };

export type HttpProbe = {
  kind: "http";
  route: Route;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  body?: string;
};

export type Probe =
  /** Which addresses a name has, as seen from a service. */
  | { kind: "resolve"; from: string; name: string }
  /** A TCP connection from a service to every address that every container of another service has. */
  | { kind: "connect"; from: string; to: string; port: number }
  /** A TCP connection from a container of the service to itself: is anybody listening there at all? */
  | { kind: "listens"; service: string; port: number }
  /** A connection to the lab's responder outside all of the student's networks. */
  | { kind: "outside"; from: string }
  /** The rows that a query gives in the Postgres that a service runs, asked without its API. */
  | { kind: "rows"; service: string; query: string }
  /** The newest file of the workspace with such a path, and whether it holds what a step wrote. */
  | { kind: "file"; path: string; holds?: string }
  /** What the engine and the kernel say of every running container of a service. */
  | { kind: "engine"; service: string }
  /** A file in every container of a service, taken out of it by the engine; with `of`, also what else is mounted. */
  | { kind: "secret"; service: string; path: string; of?: string }
  /** Where the value that a `put` step made up stands for everybody to see. */
  | { kind: "exposure"; of: string; path: string }
  /** Whether Postgres takes the value that a `put` step made up as a user's password, over its network. */
  | { kind: "login"; service: string; port: number; user: string; of: string }
  /** Everything that the engine has kept of what the running containers of a service have printed. */
  | { kind: "lines"; service: string }
  | HttpProbe;

/** Where a secret was found that should not be there. */
export type Exposure = {
  where: "environment" | "inspect" | "image" | "logs" | "config";
  /** The container, the image, or the command that shows it. */
  name: string;
  service?: string;
};

export type LogLine = { at: number; text: string };

type Answered = { at: string; evidence: { what: string; answer: string } };

export type Attempt = { address: string; reached: boolean; error: string };

export type Answer = Answered &
  (
    | { kind: "resolve"; addresses: string[] }
    | { kind: "connect"; attempts: Attempt[] }
    | { kind: "listens"; listening: boolean }
    | { kind: "outside"; reached: boolean }
    | { kind: "rows"; rows: string[]; failed: boolean }
    | { kind: "http"; status?: number; headers: Record<string, string>; body: string; error?: string }
    | { kind: "file"; path?: string; bytes: number; text: string; holds: boolean }
    | { kind: "engine"; containers: EngineFacts[] }
    /** `elsewhere`: another mounted file that holds the secret. */
    | { kind: "secret"; files: { container: string; content?: string; elsewhere?: string }[] }
    /** `looked`: how many containers and images were looked at. */
    | { kind: "exposure"; places: Exposure[]; looked: number }
    /** `anybody`: it takes every password. `unclear`: Postgres did not say either; its words are why. */
    | { kind: "login"; outcome: "accepted" | "refused" | "anybody" | "unclear"; words: string }
    | { kind: "lines"; containers: { name: string; lines: LogLine[]; bytes: number }[] }
    /** The question could not be put: there is no running container to ask from. */
    | { kind: "unasked"; service: string }
  );

/** The same question has the same key, so that checks share one answer. */
export function probeKey(probe: Probe): string {
  return JSON.stringify(probe, Object.keys(flatten(probe)).sort());
}

function flatten(probe: Probe): Record<string, unknown> {
  return probe.kind === "http" ? { ...probe, ...probe.route } : probe;
}

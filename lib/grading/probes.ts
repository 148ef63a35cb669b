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
  | HttpProbe;

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

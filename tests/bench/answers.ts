import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds of one request on a new connection, its answer read; rejects for an answer that is none. */
export function ask(socketPath: string, path: string): Promise<number> {
  const from = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request({ socketPath, path, agent: false, headers: { host: "docker" } }, (response) => {
    response.resume().once("end", () => {
      if (response.statusCode === 200) resolve(performance.now() - from);
      else reject(new Error(`${path} was answered with ${response.statusCode}`));
    });
  })
    .once("error", reject)
    .end();
  return promise;
}

/** Resolves when an engine, or what looks like one, answers on a socket. */
export async function untilAnswers(socketPath: string): Promise<void> {
  const limit = performance.now() + 30_000;
  for (;;) {
    try {
      await ask(socketPath, "/version");
      return;
    } catch (error) {
      if (performance.now() > limit) throw error;
      await delay(2);
    }
  }
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

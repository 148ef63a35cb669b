import { request } from "node:http";
import { text } from "node:stream/consumers";

const limitMilliseconds = 5_000;

/** Asks a running runner over its control socket. @returns its parsed answer, or nothing when it does not answer. */
export function askControl(socketPath: string, method: "GET" | "POST", path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const asking = request({ socketPath, method, path, timeout: limitMilliseconds }, (response) => {
      text(response)
        .then((body) => resolve(JSON.parse(body)))
        .catch(() => resolve(undefined));
    });
    asking.once("timeout", () => asking.destroy());
    asking.once("error", () => resolve(undefined));
    asking.end();
  });
}

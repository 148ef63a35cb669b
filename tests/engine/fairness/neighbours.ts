import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import type { Sandbox } from "../../../sandbox-runner/sandbox/sandbox.ts";

/** One call through a sandbox's gate, on a connection of its own. */
export function call(
  sandbox: Sandbox,
  path: string,
  method = "GET",
): Promise<{ status: number; body: string }> {
  const socketPath = sandbox.dockerHost.replace("unix://", "");
  return new Promise((resolve, reject) => {
    request({ socketPath, path, method, agent: false }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .once("error", reject)
      .end();
  });
}

/** The other sandbox's `docker ps` is answered, every time, and with what is its own. */
export async function expectServed(neighbour: Sandbox, times = 20): Promise<void> {
  for (let asked = 0; asked < times; asked += 1) {
    const { status, body } = await call(neighbour, "/v1.45/containers/json");
    expect(status, body).toBe(200);
    expect(JSON.parse(body).map((each: { Names: string[] }) => each.Names[0])).toEqual(["/calm"]);
  }
}

/** Runs a line in the toolbox, successfully. */
export async function must(sandbox: Sandbox, line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await sandbox.exec(["sh", "-c", line], { timeoutMs: 60_000 });
  expect(exitCode, `${line}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** Runs a line that has to fail; what it says. */
export async function refused(sandbox: Sandbox, line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await sandbox.exec(["sh", "-c", line], { timeoutMs: 60_000 });
  expect(exitCode, `${line}\n${stdout}${stderr}`).not.toBe(0);
  return `${stdout}${stderr}`;
}

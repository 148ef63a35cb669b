import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { openGate } from "../../../sandbox-runner/gate/gate.ts";
import { worldHandler } from "../../fixtures/attacks/world.ts";
import { testSandbox } from "../../fixtures/gate-sandbox.ts";
import { exchange } from "../../fixtures/raw-client.ts";
import { type StubEngine, startStubEngine } from "../../fixtures/stub-engine.ts";

/** A gate in front of a stub whose engine has more tenants than one. */
export type AttackedGate = {
  stub: StubEngine;
  /** What reached the engine since the last `clear`, but questions about ids whose owner the gate has to learn. */
  reached(): string[];
  clear(): void;
  /** Sends bytes given as latin1; resolves when the gate has closed. */
  send(bytes: string): Promise<string>;
  close(): Promise<void>;
};

/** Whose an exec is, and what an image holds: asked before anything is decided, and told to nobody. */
const looksUp =
  /^GET \/v1\.[0-9]+\/(?:exec\/[0-9a-f]{64}|images\/sha256%3A[0-9a-f]{64}|containers\/[0-9a-f]{64})\/json$/;

export async function openAttackedGate(): Promise<AttackedGate> {
  const directory = await mkdtemp(path.join(tmpdir(), "attacked-gate-"));
  const socketPath = path.join(directory, "gate.sock");
  const stub = await startStubEngine(worldHandler);
  const sandbox = testSandbox();
  const gate = await openGate({
    sandbox: { ...sandbox, limits: { ...sandbox.limits, requestsPerSecond: 1_000_000 } },
    engineSocket: stub.socketPath,
    socketPath,
    log: pino({ level: "silent" }),
  });
  return {
    stub,
    reached: () =>
      stub.recorded.map(({ method, url }) => `${method} ${url}`).filter((line) => !looksUp.test(line)),
    clear: () => {
      stub.recorded.length = 0;
      stub.hijacked.length = 0;
    },
    send: (bytes) => exchange(socketPath, bytes, 3000),
    async close() {
      await gate.close();
      await stub.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

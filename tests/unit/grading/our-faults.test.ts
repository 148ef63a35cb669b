import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { readSettings } from "../../../lib/config/settings.ts";
import type { ContainerView } from "../../../lib/grading/snapshot.ts";
import { portsLabels } from "../../../sandbox-runner/gate/objects/published-ports.ts";
import { answerProbe } from "../../../sandbox-runner/grading/answer.ts";
import { requestFromHost } from "../../../sandbox-runner/grading/http-request.ts";
import { probe } from "../../../sandbox-runner/grading/probe.ts";
import type { RunState } from "../../../sandbox-runner/grading/run-state.ts";
import type { ExecResult } from "../../../sandbox-runner/sandbox/exec.ts";

const get = { method: "GET", path: "/" } as const;

type World = {
  dial?: () => Promise<Socket>;
  probe?: (command: string[], asked: number) => Partial<ExecResult>;
  restarts?: number;
};

/** A run in which one container of `web` (10.0.0.2, host port 8080) and one of `asker` (10.0.0.3) run. */
function runIn(world: World): RunState {
  let asked = 0;
  const info = (id: string) => ({
    Id: id,
    Name: `/s123456789--work-${id}-1`,
    RestartCount: world.restarts ?? 0,
    State: { Running: true, Restarting: false },
    Config: { Labels: labelsOf(id) },
    NetworkSettings: { Networks: { "s123456789--default": { IPAddress: addressOf(id) } } },
  });
  const docker = {
    listContainers: async () => ["web", "asker"].map((Id) => ({ Id, Labels: labelsOf(Id) })),
    getContainer: (id: string) => ({ inspect: async () => info(id) }),
  };
  // The parts of a run that questions need.
  return {
    context: { settings: readSettings({ COMPOSELAB_ENGINE: "none" }), engine: { docker } },
    sandbox: {
      id: "s123456789",
      dialPort: world.dial,
      dockerFilters: { label: [] },
      probe: async (_: string, command: string[]) => {
        asked += 1;
        return { exitCode: 0, stdout: "", stderr: "", ...world.probe?.(command, asked) };
      },
    },
    signal: new AbortController().signal,
    openings: new Map(),
    projects: new Set<string>(),
  } as unknown as RunState;
}

const addressOf = (id: string) => (id === "web" ? "10.0.0.2" : "10.0.0.3");
const published = portsLabels([{ containerPort: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 8080 }]);
const labelsOf = (id: string): Record<string, string> => ({
  "com.docker.compose.service": id,
  ...(id === "web" && published),
});

function view(service: string): ContainerView {
  return {
    id: service,
    name: service,
    service,
    hostname: service,
    imageId: "",
    imageLayers: [],
    running: true,
    exitCode: 0,
    restartCount: 0,
    addresses: { default: addressOf(service) },
    publishedPorts: [],
  };
}

const failing = (code: string) => async () => {
  throw Object.assign(new Error(`connect ${code} 10.0.0.2:80`), { code });
};

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** A service that does with every connection what it is told to. */
async function serviceThat(does: (client: Socket) => void): Promise<() => Promise<Socket>> {
  const server = createServer(does).listen(0, "127.0.0.1");
  opened.push(server);
  await once(server, "listening");
  const address = server.address();
  return async () =>
    dial({ host: "127.0.0.1", port: typeof address === "object" && address ? address.port : 0 });
}

describe("a request through a published port", () => {
  test("must be the service's fault when it is turned away or gets no good answer", async () => {
    const refused = await requestFromHost(runIn({ dial: failing("ECONNREFUSED") }), 8080, get);
    expect(refused.error).toContain("ECONNREFUSED");
    const hangsUp = await serviceThat((client) => client.end());
    expect((await requestFromHost(runIn({ dial: hangsUp }), 8080, get)).error).toMatch(/hang up|reset/i);
    const isSilent = await serviceThat(() => undefined);
    expect((await requestFromHost(runIn({ dial: isSilent }), 8080, get, 50)).error).toMatch(/no answer/);
    const noHttp = await serviceThat((client) => client.end("hello\n"));
    expect((await requestFromHost(runIn({ dial: noHttp }), 8080, get)).error).toBeTruthy();
  });

  test.each(["EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"])(
    "must be broken off when %s keeps it from a container that listens",
    async (code) => {
      const run = runIn({ dial: failing(code), probe: () => ({ exitCode: 0 }) });
      await expect(requestFromHost(run, 8080, get)).rejects.toThrow(code);
    },
  );

  test("must be the service's fault when it does not listen at an address that is not reached", async () => {
    const run = runIn({ dial: failing("EHOSTUNREACH"), probe: () => ({ exitCode: 1 }) });
    expect((await requestFromHost(run, 8080, get)).error).toContain("EHOSTUNREACH");
  });

  test.each(["EMFILE", "ENOENT", "EPERM"])("must be broken off when it fails here with %s", async (code) => {
    await expect(requestFromHost(runIn({ dial: failing(code) }), 8080, get)).rejects.toThrow(code);
  });
});

describe("a connection between services", () => {
  const question = { kind: "connect", from: "asker", to: "web", port: 80 } as const;
  const containers = [view("web"), view("asker")];
  /** What is printed when each of the addresses that a command ends with was tried so. */
  const tried = (command: string[], exitCode: number, words: string) => ({
    stdout: command
      .slice(command.indexOf("connect") + 2)
      .map((address) => `${address}\t${exitCode}\tnc: connect to ${address} port 80 (tcp) ${words}\n`)
      .join(""),
  });
  const isOwn = ([program]: string[]) => program === "nc";

  test("must be the student's fault when it is refused", async () => {
    const run = runIn({ probe: (command) => tried(command, 1, "failed: Connection refused") });
    expect(await answerProbe(run, containers, question)).toMatchObject({ kind: "connect" });
  });

  test("must be broken off when there is no way to a neighbour that listens", async () => {
    const run = runIn({
      probe: (command) => (isOwn(command) ? { exitCode: 0 } : tried(command, 1, "failed: No route to host")),
    });
    await expect(answerProbe(run, containers, question)).rejects.toThrow("No route to host");
  });

  test("must be asked again when the neighbour came to listen meanwhile", async () => {
    const run = runIn({
      probe: (command, asked) => {
        if (isOwn(command)) return { exitCode: 0 };
        return asked > 2 ? tried(command, 0, "succeeded!") : tried(command, 1, "timed out");
      },
    });
    expect(await answerProbe(run, containers, question)).toMatchObject({ kind: "connect" });
  });

  test("must be the student's fault when they share no network", async () => {
    const apart = [view("web"), { ...view("asker"), addresses: { other: "10.0.1.3" } }];
    const run = runIn({
      probe: (command) => (isOwn(command) ? { exitCode: 0 } : tried(command, 1, "timed out")),
    });
    expect(await answerProbe(run, apart, question)).toMatchObject({ kind: "connect" });
  });
});

describe("a probe", () => {
  test.each([125, 126, 127, 137])(
    "must not be taken for an answer when it ended with %i",
    async (exitCode) => {
      const run = runIn({ probe: () => ({ exitCode, stderr: "exec failed" }) });
      await expect(probe(run, "web", ["nc"], { timeoutMs: 1000 })).rejects.toThrow("exec failed");
    },
  );

  test("must be taken for unasked when its container was started again under it", async () => {
    const run = runIn({ probe: () => ({ exitCode: 126 }), restarts: 1 });
    const question = { kind: "resolve", from: "web", name: "asker" } as const;
    expect(await answerProbe(run, [view("web")], question)).toMatchObject({
      kind: "unasked",
      service: "web",
    });
  });
});

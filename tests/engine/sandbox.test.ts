import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import { label } from "../../sandbox-runner/sandbox/labels.ts";
import { reap, sandboxesOnEngine } from "../../sandbox-runner/sandbox/reaper.ts";
import { SandboxRegistry } from "../../sandbox-runner/sandbox/registry.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { openTestContext } from "./harness.ts";

const composeFile = `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./site:/usr/share/nginx/html:ro"]
`;

let context: RunnerContext & { close(): Promise<void> };

beforeAll(async () => {
  context = await openTestContext();
});

afterAll(async () => {
  await context.close();
});

async function everythingOf(id: string): Promise<string[]> {
  const { docker } = context.engine;
  const filters = { label: [`${label.sandbox}=${id}`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return [
    ...containers.map((each) => each.Names.join()),
    ...networks.map((each) => each.Name),
    ...(volumes.Volumes ?? []).map((each) => each.Name),
  ];
}

function getThroughPort(sandbox: Sandbox, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    sandbox
      .dialPort(port)
      .then((socket) => {
        request({ createConnection: () => socket, path: "/", headers: { host: "localhost" } }, (response) =>
          resolve(text(response)),
        )
          .once("error", reject)
          .end();
      })
      .catch(reject);
  });
}

describe("a sandbox", () => {
  test("must run the student's project with the real compose and serve its published ports", async () => {
    const files = [
      { path: "compose.yaml", content: composeFile },
      { path: "site/index.html", content: "안녕하세요" },
    ];
    const sandbox = await createSandbox(context, { kind: "grading", files, lifetimeSeconds: 300 });
    try {
      const up = await sandbox.exec(["docker", "compose", "up", "-d", "--wait"], { timeoutMs: 60_000 });
      expect(up.exitCode, up.stderr).toBe(0);
      expect(await getThroughPort(sandbox, 8080)).toContain("안녕하세요");
      const curl = await sandbox.exec([
        "curl",
        "-sS",
        "--retry",
        "3",
        "--retry-connrefused",
        "localhost:8080",
      ]);
      expect(curl.stdout).toContain("안녕하세요");
      await expect(sandbox.dialPort(9999)).rejects.toThrow();
    } finally {
      await sandbox.remove();
    }
    expect(await everythingOf(sandbox.id)).toEqual([]);
  });

  test("must not have a way out of its toolbox", async () => {
    const sandbox = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 300 });
    try {
      const { host, port } = sandbox.outside;
      const out = await sandbox.exec(["curl", "-sS", "--max-time", "3", `http://${host}:${port}/`]);
      expect(out.exitCode).not.toBe(0);
    } finally {
      await sandbox.remove();
    }
  });

  test("must let several probes look from the same container at once", async () => {
    const files = [{ path: "compose.yaml", content: composeFile }];
    const sandbox = await createSandbox(context, { kind: "grading", files, lifetimeSeconds: 300 });
    try {
      await sandbox.exec(["docker", "compose", "up", "-d"], { timeoutMs: 60_000 });
      const { docker } = context.engine;
      const [web] = await docker.listContainers({ filters: sandbox.dockerFilters });
      const ask = () => sandbox.probe(web?.Id ?? "", ["curl", "-sS", "--retry", "5", "localhost:80"]);
      for (const answer of await Promise.all([ask(), ask(), ask()])) expect(answer.exitCode).toBe(0);
      const seen = await sandbox.exec(["docker", "ps", "-aq"]);
      expect(seen.stdout.trim().split("\n")).toHaveLength(1);
    } finally {
      await sandbox.remove();
    }
  });

  test("must kill a command whose time runs out and say so as timeout(1) does", async () => {
    const sandbox = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 300 });
    try {
      expect((await sandbox.exec(["sleep", "60"], { timeoutMs: 500 })).exitCode).toBe(124);
    } finally {
      await sandbox.remove();
    }
  });

  test("must be reaped when its process is gone, and left alone while it lives", async () => {
    const living = await createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 300 });
    const dead = await createSandbox(
      { ...context, owner: "999999999-1" },
      { kind: "grading", files: [], lifetimeSeconds: 300 },
    );
    await dead.close();
    expect(await reap(context)).toEqual([dead.id]);
    expect(await everythingOf(dead.id)).toEqual([]);
    expect([...(await sandboxesOnEngine(context)).keys()]).toContain(living.id);
    await living.remove();
  });

  test("must be served again by the next process when it is interactive", async () => {
    const first = new SandboxRegistry(context);
    const { id } = await first.create({
      files: [{ path: "compose.yaml", content: composeFile }],
      lifetimeSeconds: 300,
    });
    await first.close();
    const second = new SandboxRegistry(context);
    expect(await second.adopt()).toEqual([id]);
    await second.remove(id);
    expect(await everythingOf(id)).toEqual([]);
  });
});

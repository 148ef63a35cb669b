import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSettings } from "../../../lib/config/settings.ts";
import { isAtLeast } from "../../../sandbox-runner/engine/client.ts";
import { detectEngine } from "../../../sandbox-runner/engine/engine.ts";
import { engineCandidates, findExistingEngine } from "../../../sandbox-runner/engine/existing.ts";
import { type Host, parseOsRelease } from "../../../sandbox-runner/engine/host.ts";
import { privateDirectory } from "../../../sandbox-runner/engine/other-engines.ts";
import { mayInstallPrivateEngine } from "../../../sandbox-runner/engine/private-plan.ts";

let directory: string;
const servers: Server[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "composelab-detection-"));
});

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(directory, { recursive: true, force: true });
});

/** Something that answers as an engine of this API version does. */
async function engineOn(name: string, apiVersion: string, gateway = "127.0.0.1"): Promise<string> {
  const socket = path.join(directory, name);
  const server = createServer((request, response) => {
    const isVersion = request.url?.endsWith("/version");
    const answer = isVersion
      ? { Version: "28.0.0", ApiVersion: apiVersion }
      : {
          SecurityOptions: ["name=userns"],
          OperatingSystem: "Test",
          IPAM: { Config: [{ Gateway: gateway }] },
        };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return socket;
}

function settingsFor(extra: Record<string, string> = {}) {
  return readSettings({ COMPOSELAB_DATA_DIR: directory, ...extra });
}

describe("the sockets that are asked", () => {
  const places = { engineDirectory: "/data/engine" };

  test("must be only the one of the setting, when there is one", () => {
    const found = engineCandidates({ ...places, engineSocket: "/a.sock" }, { DOCKER_HOST: "unix:///b.sock" });
    expect(found.map((candidate) => candidate.socketPath)).toEqual(["/a.sock"]);
  });

  test("must be DOCKER_HOST, the usual one and the user's own, in this order and each once", () => {
    const environment = { DOCKER_HOST: "unix:///run/user/7/docker.sock", XDG_RUNTIME_DIR: "/run/user/7" };
    expect(engineCandidates(places, environment).map((candidate) => candidate.socketPath)).toEqual([
      "/run/user/7/docker.sock",
      "/var/run/docker.sock",
    ]);
  });

  test("must not be a remote DOCKER_HOST, nor our own private engine", () => {
    for (const DOCKER_HOST of ["tcp://10.0.0.1:2375", "ssh://host", "unix:///data/engine/run/docker.sock"]) {
      const found = engineCandidates(places, { DOCKER_HOST });
      expect(found.map((candidate) => candidate.socketPath)).toEqual(["/var/run/docker.sock"]);
    }
  });
});

describe("an existing engine", () => {
  test("must be used when it answers and is new enough", async () => {
    const COMPOSELAB_ENGINE_HOST = await engineOn("new.sock", "1.51");
    const found = await detectEngine(settingsFor({ COMPOSELAB_ENGINE_HOST }));
    expect(found).toMatchObject({
      state: "ready",
      engine: { mode: "existing", apiVersion: "1.51", rootless: false, bridgeAddress: "127.0.0.1" },
    });
  });

  test("must be refused, with its version, when it is too old", async () => {
    const COMPOSELAB_ENGINE_HOST = await engineOn("old.sock", "1.44");
    const found = await detectEngine(settingsFor({ COMPOSELAB_ENGINE_HOST }));
    expect(found).toMatchObject({
      reason: { code: "engine.too-old", params: { api: "1.44", minimum: "1.45" } },
    });
  });

  test("must be reported when it was named and does not answer", async () => {
    const found = await detectEngine(
      settingsFor({ COMPOSELAB_ENGINE_HOST: path.join(directory, "no.sock") }),
    );
    expect(found).toMatchObject({ state: "missing", reason: { code: "engine.no-answer" } });
  });

  test("must be refused when its networks are not on this computer", async () => {
    const COMPOSELAB_ENGINE_HOST = await engineOn("desktop.sock", "1.51", "198.51.100.1");
    const found = await detectEngine(settingsFor({ COMPOSELAB_ENGINE_HOST }));
    expect(found).toMatchObject({ state: "missing", reason: { code: "engine.elsewhere" } });
  });

  test("must be passed over for the next socket when it is too old", async () => {
    const old = await engineOn("first.sock", "1.41");
    await engineOn("docker.sock", "1.47");
    const found = await findExistingEngine(settingsFor(), {
      DOCKER_HOST: `unix://${old}`,
      XDG_RUNTIME_DIR: directory,
    });
    expect(found).toMatchObject({ state: "ready", engine: { apiVersion: "1.47" } });
  });

  test("must not be looked for when engines are switched off", async () => {
    const found = await detectEngine(settingsFor({ COMPOSELAB_ENGINE: "none" }));
    expect(found).toMatchObject({ state: "missing", reason: { code: "engine.switched-off" } });
  });

  test("must have its version compared by numbers", () => {
    expect(isAtLeast("1.9", "1.45")).toBe(false);
    expect(isAtLeast("1.45", "1.45")).toBe(true);
    expect(isAtLeast("2.0", "1.45")).toBe(true);
  });
});

describe("a private engine", () => {
  const debian: Host = {
    platform: "linux",
    isRoot: true,
    distributions: ["debian"],
    codename: "bookworm",
    hasApt: true,
  };

  test("must be possible on Debian and Ubuntu, and what descends from them, as root", () => {
    expect(mayInstallPrivateEngine(debian)).toMatchObject({ possible: true, plan: { engineSuite: "forky" } });
    const mint = { ...debian, distributions: ["linuxmint", "ubuntu", "debian"] };
    expect(mayInstallPrivateEngine(mint)).toMatchObject({ possible: true });
  });

  test.each([
    [{ platform: "darwin" }, "engine.private-needs-linux"],
    [{ distributions: ["fedora"] }, "engine.private-needs-debian"],
    [{ hasApt: false }, "engine.private-needs-debian"],
    [{ isRoot: false }, "engine.private-needs-root"],
  ])("must be impossible with %o, with a reason and something to do", (change, code) => {
    const decision = mayInstallPrivateEngine({ ...debian, ...change });
    if (decision.possible) throw new Error("was possible");
    expect(decision.reason.code).toBe(code);
    expect(decision.remedies.length).toBeGreaterThan(0);
  });

  test("must be told from any other dockerd by its command line", () => {
    const own = ["/d/engine/packages-1/composelab-bin/dockerd", "--config-file", "/d/engine/run/daemon.json"];
    expect(privateDirectory(own)).toEqual({ engineDirectory: "/d/engine" });
    expect(privateDirectory(["/usr/sbin/dockerd", "-H", "fd://"])).toEqual({});
    expect(privateDirectory(["/usr/sbin/dockerd", "--config-file", "/d/engine/run/daemon.json"])).toEqual({});
  });

  test("must know its host from os-release, quoted or not", () => {
    const text = 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_CODENAME=bookworm\n# x=y\nEMPTY=\n';
    expect(parseOsRelease(text)).toMatchObject({ NAME: "Debian GNU/Linux", ID: "debian", EMPTY: "" });
  });
});

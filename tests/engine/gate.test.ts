import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { openTestContext } from "./harness.ts";

const stack = `services:
  web:
    image: nginx:alpine
    ports: ["8080:80"]
    volumes: ["./site:/usr/share/nginx/html:ro"]
    depends_on:
      db: { condition: service_healthy }
    networks: [front, back]
  db:
    image: redis:7-alpine
    container_name: db
    volumes: ["data:/data"]
    networks: [back]
    healthcheck: { test: ["CMD", "redis-cli", "ping"], interval: 1s, timeout: 3s, retries: 20 }
  app:
    build: ./app
    networks: [back]
    environment: { GREETING: hello }
networks:
  front:
  back: { internal: true }
volumes:
  data:
`;

const files: WorkspaceFile[] = [
  { path: "compose.yaml", content: stack },
  { path: "site/index.html", content: "a page of the workspace\n" },
  {
    path: "app/Dockerfile",
    content: 'FROM alpine:3\nCOPY word /word\nCMD ["sh", "-c", "echo app says $GREETING; exec sleep 1000"]\n',
  },
  { path: "app/word", content: "baked in\n" },
];

/** A web server that has just been started may need a moment until it listens, here as on any engine. */
const fetchPage = "curl -sS --retry 5 --retry-all-errors --retry-delay 1 localhost:8080";

let context: RunnerContext & { close(): Promise<void> };
let one: Sandbox;
let other: Sandbox;

beforeAll(async () => {
  context = await openTestContext();
  const create = () => createSandbox(context, { kind: "grading", files, lifetimeSeconds: 900 });
  [one, other] = await Promise.all([create(), create()]);
});

afterAll(async () => {
  await Promise.all([one?.remove(), other?.remove()]);
  await context.close();
});

/** Runs a command line in a sandbox's terminal. */
async function run(sandbox: Sandbox, line: string, timeoutMs = 90_000) {
  const result = await sandbox.exec(["sh", "-c", line], { timeoutMs });
  return { ...result, all: `${result.stdout}${result.stderr}` };
}

/** The same, for lines that must succeed. */
async function must(sandbox: Sandbox, line: string): Promise<string> {
  const { exitCode, all, stdout } = await run(sandbox, line);
  expect(exitCode, `${line}\n${all}`).toBe(0);
  return stdout;
}

describe("the real docker compose through the gate", () => {
  test("up --wait must build, order by health, mount the workspace and publish", async () => {
    await must(one, "docker compose up -d --wait --build 2>&1");
    const ps = await must(
      one,
      "docker compose ps --format '{{.Service}} {{.Name}} {{.State}} {{.Health}} {{.Ports}}'",
    );
    expect(ps).toContain("web workspace-web-1 running  0.0.0.0:8080->80/tcp, [::]:8080->80/tcp");
    expect(ps).toContain("db db running healthy");
    expect(await must(one, fetchPage)).toBe("a page of the workspace\n");
  });

  test("the same project with the same names and ports must fit beside it in another sandbox", async () => {
    await must(other, "docker compose up -d --wait --build 2>&1");
    expect(await must(other, "docker ps --format '{{.Names}}' | sort")).toBe(
      "db\nworkspace-app-1\nworkspace-web-1\n",
    );
    await must(other, "echo mine > site/index.html");
    expect(await must(other, fetchPage)).toBe("mine\n");
    expect(await must(one, fetchPage)).toBe("a page of the workspace\n");
  });

  test("logs, exec, run, cp, top, port, images must do what they do", async () => {
    expect(await must(one, "docker compose logs app")).toContain("app says hello");
    expect(await must(one, "docker compose exec -T app cat /word")).toBe("baked in\n");
    expect(await must(one, "echo through stdin | docker compose exec -T app cat")).toBe("through stdin\n");
    expect((await run(one, "docker compose exec -T app sh -c 'exit 7'")).exitCode).toBe(7);
    expect(await must(one, "docker compose run --rm -T app echo one off 2>/dev/null")).toBe("one off\n");
    await must(
      one,
      "echo copied > f && docker compose cp f app:/tmp/f && docker compose cp app:/tmp/f g 2>&1",
    );
    expect(await must(one, "cat g")).toBe("copied\n");
    expect(await must(one, "docker compose top db")).toContain("redis-server");
    expect(await must(one, "docker compose port web 80")).toBe("0.0.0.0:8080\n");
    expect(await must(one, "docker compose images --format json")).toContain("workspace-app");
  });

  test("names must resolve between services, and the internal network must have no way out", async () => {
    const { host, port } = one.outside;
    expect(
      await must(one, "docker compose exec -T app getent hosts db || docker compose exec -T app nslookup db"),
    ).toContain("db");
    await must(one, `docker compose exec -T web wget -qO- -T 5 http://${host}:${port}/`);
    expect(
      (await run(one, `docker compose exec -T app wget -qO- -T 3 http://${host}:${port}/`)).exitCode,
    ).not.toBe(0);
  });

  test("a service with a fixed host port must not be scaled to two, in the engine's own words", async () => {
    const { exitCode, all } = await run(one, "docker compose up -d --scale web=2");
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(
      /failed to set up container networking: driver failed programming external connectivity on endpoint workspace-web-2 \([0-9a-f]{64}\): Bind for 0\.0\.0\.0:8080 failed: port is already allocated/,
    );
    await must(one, "docker compose up -d --scale web=1 2>&1");
    expect(await must(one, fetchPage)).toBe("a page of the workspace\n");
  });

  test("a port that was left to the host must be ephemeral, shown and answered", async () => {
    await must(one, "docker run -d --name free -p 80 nginx:alpine");
    const shown = await must(one, "docker port free 80");
    expect(shown).toMatch(/^0\.0\.0\.0:(3276[89]|327[7-9][0-9])\n\[::\]:\1\n$/);
    await must(
      one,
      `curl -sS --retry 9 --retry-delay 1 --retry-all-errors localhost:${shown.split("\n")[0]?.split(":")[1]}`,
    );
    await must(one, "docker rm -f free");
  });

  test("a port must be free again when its container has stopped, and taken when it starts", async () => {
    await must(one, "docker compose stop web 2>&1");
    expect((await run(one, fetchPage)).exitCode).not.toBe(0);
    await must(one, "docker run -d --name thief -p 8080:80 nginx:alpine");
    expect((await run(one, "docker compose start web")).all).toContain("port is already allocated");
    await must(one, "docker rm -f thief && docker compose start web 2>&1");
    await must(
      one,
      "docker compose restart web 2>&1 && curl -sS --retry 9 --retry-delay 1 --retry-all-errors localhost:8080",
    );
  });

  test("scale, stop, kill, rm, recreate, pause and events must work", async () => {
    await must(one, "docker compose up -d --scale app=3 2>&1");
    expect(await must(one, "docker compose ps -q app | wc -l")).toBe("3\n");
    await must(one, "docker compose up -d --force-recreate --scale app=1 app 2>&1");
    await must(
      one,
      "docker compose pause app 2>&1 && docker compose unpause app 2>&1 && docker compose kill app 2>&1 && docker compose rm -f app 2>&1",
    );
    expect(await must(one, "docker compose ps -aq app | wc -l")).toBe("0\n");
    const events = await must(
      one,
      "docker events --since 600s --until 0s --format '{{.Type}} {{.Action}} {{.Actor.Attributes.name}}'",
    );
    expect(events).toContain("container start workspace-app-");
    expect(events).toContain("network connect workspace_back");
    expect(events).not.toContain("--");
  });

  test("attached up must stream logs and end with the project", async () => {
    await must(
      one,
      "mkdir -p attached && printf 'services:\\n  job:\\n    image: alpine:3\\n    command: sh -c \"echo begun; sleep 1; echo done; exit 3\"\\n' > attached/compose.yaml",
    );
    const { all, exitCode } = await run(
      one,
      "cd attached && docker compose up --abort-on-container-exit --exit-code-from job",
    );
    expect(all).toContain("begun");
    expect(all).toContain("done");
    expect(exitCode).toBe(3);
    await must(one, "cd attached && docker compose down 2>&1");
  });

  test("down must keep the volume, and down -v take it", async () => {
    await must(
      one,
      "docker compose exec -T db redis-cli set k kept && docker compose exec -T db redis-cli save",
    );
    await must(one, "docker compose down 2>&1 && docker compose up -d --wait db 2>&1");
    expect(await must(one, "docker compose exec -T db redis-cli get k")).toBe("kept\n");
    await must(one, "docker compose down -v 2>&1");
    expect(
      await must(one, "docker volume ls -q; docker ps -aq; docker network ls -q --filter type=custom"),
    ).toBe("");
  });
});

describe("the docker command through the gate", () => {
  test("run must carry standard input, output, exit code, and remove what it should", async () => {
    expect(await must(one, "echo in | docker run --rm -i alpine:3 cat")).toBe("in\n");
    expect((await run(one, "docker run --rm alpine:3 sh -c 'exit 5'")).exitCode).toBe(5);
    expect(await must(one, "docker run --rm -v /workspace/site:/s alpine:3 cat /s/index.html")).toContain(
      "page",
    );
    expect(await must(one, "docker ps -aq")).toBe("");
  });

  test("a missing bind source must be made as a directory", async () => {
    await must(one, "docker run --rm -v /workspace/new/deep:/d alpine:3 touch /d/x");
    expect(await must(one, "ls new/deep")).toBe("x\n");
  });

  test("inspect must show what the student wrote and nothing of the machine", async () => {
    await must(one, "docker run -d --name seen -v /workspace/site:/s:ro -p 9000:80 nginx:alpine");
    const inspection = await must(one, "docker inspect seen");
    expect(inspection).toContain("/workspace/site:/s:ro");
    expect(inspection).toContain('"HostPort": "9000"');
    expect(inspection).not.toContain(one.id);
    expect(inspection).not.toContain("composelab");
    expect(inspection).not.toContain("/var/lib/composelab");
    await must(one, "docker rm -f seen");
  });

  test("version, info, images, pull, tag and rmi must answer", async () => {
    expect(await must(one, "docker version --format '{{.Server.APIVersion}}'")).toMatch(/^1\.[0-9]+\n$/);
    const info = await must(one, "docker info");
    expect(info).not.toContain("/var/lib/composelab");
    expect(await must(one, "docker pull nginx:alpine")).toContain("Image is up to date for nginx:alpine");
    await must(
      one,
      "docker tag nginx:alpine my/web:2 && docker image inspect my/web:2 && docker rmi my/web:2",
    );
    expect(await must(one, "docker images --format '{{.Repository}}:{{.Tag}}'")).toContain("nginx:alpine");
    expect((await run(one, "docker rmi nginx:alpine")).exitCode).not.toBe(0);
    expect((await run(one, "docker pull nosuch.example/x")).exitCode).not.toBe(0);
  });
});

describe("one tenant and another", () => {
  test("must neither see, read, change nor remove what is the other's", async () => {
    await must(other, "docker compose up -d --wait 2>&1");
    const id = (await must(other, "docker inspect -f '{{.Id}}' db")).trim();
    const network = (await must(other, "docker network inspect -f '{{.Id}}' workspace_back")).trim();
    const exec = "docker exec";
    for (const line of [
      `docker inspect ${id}`,
      `docker inspect ${id.slice(0, 12)}`,
      `docker inspect ${other.id}--db`,
      `docker inspect ${other.id}-toolbox`,
      `docker inspect ${one.id}-toolbox`,
      `docker logs ${id}`,
      `docker stop ${id}`,
      `docker rm ${id.slice(0, 6)}`,
      `${exec} ${id} id`,
      `docker cp ${id}:/etc/passwd .`,
      `docker network inspect ${network}`,
      `docker network rm ${network}`,
      `docker run --rm --network ${network} alpine:3 true`,
      `docker run --rm --network container:${id} alpine:3 true`,
      `docker run --rm --volumes-from ${id} alpine:3 true`,
      `docker run --rm ${other.id}--workspace-app true`,
      `docker volume inspect ${other.id}--workspace_data`,
      `docker volume inspect ${other.id}-workspace`,
    ]) {
      const { exitCode, all } = await run(one, line);
      expect(exitCode, `${line}\n${all}`).not.toBe(0);
    }
    expect(
      await must(one, "docker ps -aq; docker volume ls -q; docker network ls -q --filter type=custom"),
    ).toBe("");
    expect(await must(other, "docker inspect -f '{{.State.Running}} {{.RestartCount}}' db")).toBe("true 0\n");
  });

  test("an engine socket, the host and privileges must be refused in one sentence", async () => {
    for (const line of [
      "docker run --rm --privileged alpine:3 true",
      "docker run --rm -v /:/host alpine:3 true",
      "docker run --rm -v /var/run/docker.sock:/s alpine:3 true",
      "docker run --rm --network host alpine:3 true",
      "docker run --rm --pid host alpine:3 true",
      "docker run --rm --device /dev/kmsg alpine:3 true",
    ]) {
      const { exitCode, all } = await run(one, line);
      expect(exitCode, line).not.toBe(0);
      expect(all).toMatch(/Error response from daemon: .*lab/);
    }
  });
});

test("a gate opened anew on a sandbox must serve it as before", async () => {
  await must(other, "docker compose up -d --wait 2>&1 && docker run -d --name free -p 80 nginx:alpine");
  const before = await must(other, "docker ps --format '{{.Names}} {{.Ports}}' | sort");
  await other.close();
  const { openSandbox } = await import("../../sandbox-runner/sandbox/open.ts");
  const { defaultLimits } = await import("../../sandbox-runner/gate/objects/limits.ts");
  const again = await openSandbox(context, other.identity, {
    limits: defaultLimits,
    cgroupParent: undefined,
  });
  other = again;
  expect(await must(again, "docker ps --format '{{.Names}} {{.Ports}}' | sort")).toBe(before);
  expect((await run(again, "docker run --rm -p 8080:80 nginx:alpine")).all).toContain(
    "port is already allocated",
  );
});

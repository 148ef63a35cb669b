import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import { createSandbox } from "../../sandbox-runner/sandbox/create.ts";
import type { Sandbox } from "../../sandbox-runner/sandbox/sandbox.ts";
import { exchange, statuses } from "../fixtures/raw-client.ts";
import { openTestContext } from "./harness.ts";

let context: RunnerContext & { close(): Promise<void> };
let one: Sandbox;
let other: Sandbox;

beforeAll(async () => {
  context = await openTestContext();
  const create = () => createSandbox(context, { kind: "grading", files: [], lifetimeSeconds: 900 });
  [one, other] = await Promise.all([create(), create()]);
  await must(one, "docker run -d --name web nginx:alpine && docker run -d --name box alpine:3 sleep 1000");
});

afterAll(async () => {
  await Promise.all([one?.remove(), other?.remove()]);
  await context.close();
});

async function run(sandbox: Sandbox, line: string, timeoutMs = 120_000) {
  const result = await sandbox.exec(["sh", "-c", line], { timeoutMs });
  return { ...result, all: `${result.stdout}${result.stderr}` };
}

async function must(sandbox: Sandbox, line: string): Promise<string> {
  const { exitCode, all, stdout } = await run(sandbox, line);
  expect(exitCode, `${line}\n${all}`).toBe(0);
  return stdout;
}

describe("what does not exist must be missing in the engine's own words", () => {
  test.each([
    ["docker inspect nosuch", "No such object: nosuch"],
    ["docker logs nosuch", "No such container: nosuch"],
    ["docker network inspect nosuch", "network nosuch not found"],
    ["docker volume inspect nosuch", "get nosuch: no such volume"],
    ["docker image inspect nosuch", "No such image: nosuch"],
    ["docker cp web:/nosuch .", "Could not find the file /nosuch in container"],
    ["docker run --rm nosuch:1", "nosuch:1"],
  ])("%s", async (line, sentence) => {
    const { exitCode, all } = await run(one, line);
    expect(exitCode).not.toBe(0);
    expect(all).toContain(sentence);
  });
});

describe("streams", () => {
  test("a terminal must be one, and keep its size", async () => {
    const line = `script -qec "stty rows 33 cols 111; docker exec -it web sh -c 'tty; until stty size | grep 33; do sleep 0.1; done'" /dev/null`;
    const output = await must(one, line);
    expect(output).toContain("/dev/pts/");
    expect(output).toContain("33 111");
  });

  test("a large output must arrive whole", async () => {
    expect(await must(one, "docker run --rm alpine:3 head -c 20000000 /dev/zero | wc -c")).toBe("20000000\n");
  });

  test("a large input must arrive whole, and its end be seen", async () => {
    expect(await must(one, "head -c 20000000 /dev/zero | docker exec -i box wc -c")).toBe("20000000\n");
  });

  test("files must pass in and out in one piece", async () => {
    await must(
      one,
      "head -c 3000000 /dev/urandom > in && docker cp in box:/tmp/f && docker cp box:/tmp/f out",
    );
    await must(one, "cmp in out");
  });

  test("attach, wait, stats, events and followed logs must end when they should", async () => {
    await must(one, "docker run -di --name talk alpine:3 sh -c 'read word; echo spoken; exit 4'");
    const [attached, waited, followed] = await Promise.all([
      // Its input stays open: with it the engine ends the output, too.
      run(one, "(echo speak; docker wait talk) | docker attach talk"),
      must(one, "docker wait talk"),
      must(one, "docker logs -f talk"),
    ]);
    expect([attached.exitCode, attached.stdout]).toEqual([4, "spoken\n"]);
    expect([waited, followed]).toEqual(["4\n", "spoken\n"]);
    expect(await must(one, "docker stats --no-stream --format '{{.Name}}' web")).toBe("web\n");
    await must(
      one,
      "docker events --format '{{.Action}} {{.Actor.Attributes.name}}' > told & until grep -q . told; do docker volume create mark; docker volume rm mark; done; docker rm talk; until grep -q 'destroy talk' told; do sleep 0.1; done; kill $!",
    );
  });

  test("past events must be told, each once, however many there were in other sandboxes since", async () => {
    const from = await must(one, "date +%s.%N; docker volume create kept >/dev/null");
    // The engine keeps 256 events, of everybody.
    const { docker } = context.engine;
    const Labels = { "composelab.instance": context.settings.instance };
    for (let made = 0; made < 140; made += 1) {
      const Name = `${other.id}--crowd`;
      await docker.createVolume({ Name, Labels });
      await docker.getVolume(Name).remove();
    }
    await must(one, "docker volume rm kept");
    const past = `docker events --since ${from.trim()} --until $(date +%s.%N) --filter volume=kept`;
    const told = `${past} --format '{{.Action}} {{.Actor.ID}}'`;
    expect(await must(one, told)).toBe("create kept\ndestroy kept\n");
    expect(await must(one, told.replace("volume=kept", "volume=crowd"))).toBe("");
  });

  test("interrupting an attached up must stop the project", async () => {
    await must(one, "mkdir -p up && printf 'services: {a: {image: \"redis:7-alpine\"}}' > up/compose.yaml");
    // With job control: what a shell without it runs beside itself is deaf to an interrupt.
    const up = "cd up && set -m && docker compose up > said 2>&1 &";
    await must(
      one,
      `${up} until grep -q 'Ready to accept' up/said; do sleep 0.1; done; kill -INT $!; wait $! || true`,
    );
    expect(await must(one, "cd up && docker compose ps -q --status running")).toBe("");
    await must(one, "cd up && docker compose down 2>&1");
  });
});

describe("the virtual host's ports", () => {
  test("a container that finds its port taken must be left as the engine leaves it", async () => {
    await must(one, "docker run -d --name first -p 7000:80 nginx:alpine");
    expect((await run(one, "docker run --rm --name gone -p 7000:80 nginx:alpine")).exitCode).not.toBe(0);
    expect((await run(one, "docker run --name left -p 7000:80 nginx:alpine")).exitCode).not.toBe(0);
    expect(
      await must(one, "docker ps -a --format '{{.Names}} {{.Status}}' --filter name=gone --filter name=left"),
    ).toBe("left Created\n");
    expect(await must(one, "docker inspect -f '{{.State.ExitCode}} {{.State.Error}}' left")).toMatch(
      /^128 .*already allocated/,
    );
    await must(
      one,
      "docker rm -f first && docker start left && curl -sS --retry 9 --retry-delay 1 --retry-all-errors localhost:7000",
    );
    await must(one, "docker rm -f left");
  });

  test("an internal network must publish nothing", async () => {
    await must(
      one,
      "docker network create --internal inside && docker run -d --name in --network inside -p 7001:80 nginx:alpine",
    );
    expect(await must(one, "docker ps --format '{{.Ports}}' --filter name=in")).not.toContain("7001");
    expect((await run(one, "curl -sS -m 3 localhost:7001")).exitCode).not.toBe(0);
    await must(one, "docker rm -f in && docker network rm inside");
  });

  test("a crashing container must get its port back when its restart policy starts it", async () => {
    await must(
      one,
      "docker run -d --name phoenix --restart always -p 7002:80 nginx:alpine sh -c '[ -e /was ] && sleep 1000; touch /was; exit 1'",
    );
    await must(
      one,
      "until [ $(docker inspect -f '{{.RestartCount}}' phoenix) -gt 0 ] && docker port phoenix | grep 7002; do sleep 0.1; done",
    );
    expect((await run(one, "docker run --rm -p 7002:80 nginx:alpine")).all).toContain("already allocated");
    await must(one, "docker rm -f phoenix");
  });
});

describe("builds", () => {
  test("a build must see its context, and nothing that the lab put there", async () => {
    await must(
      one,
      "mkdir -p b && touch b/x && printf 'FROM alpine:3 AS s\\nARG W=1\\nCOPY . /c\\nRUN ls -A /c > /l && echo $W >> /l\\nFROM alpine:3\\nCOPY --from=s /l /l\\nCMD cat /l\\n' > b/Dockerfile",
    );
    const output = await must(one, "docker build -t mine:1 -t mine:2 --build-arg W=word b");
    expect(output).toContain("Step 1/7 : FROM alpine:3 AS s");
    expect(output).not.toContain("composelab");
    expect(await must(one, "docker run --rm mine:2")).toBe("Dockerfile\nx\nword\n");
    expect(await must(one, "docker build b")).toContain("Using cache");
    await must(one, "docker rmi mine:1 mine:2");
  });

  test("one tenant's cache must not serve another", async () => {
    const make =
      "mkdir -p c && printf 'FROM alpine:3\\nRUN date +%%s%%N > /stamp\\nCMD cat /stamp\\n' > c/Dockerfile && docker build -q -t stamp c && docker run --rm stamp";
    expect(await must(one, make)).not.toBe(await must(other, make));
  });

  test("a build must have no network, and no base from outside", async () => {
    const { host, port } = one.outside;
    await must(
      one,
      `mkdir -p n && printf 'FROM alpine:3\\nRUN ! wget -T 3 http://${host}:${port}/\\n' > n/Dockerfile && docker build n`,
    );
    for (const text of [
      "FROM nosuch:1",
      `FROM ${other.id}--stamp`,
      "FROM composelab/toolbox:1",
      "# syntax=evil/x\\nFROM alpine:3\\nRUN --mount=type=cache,target=/x ls",
    ]) {
      await must(one, `printf '${text}\\n' > n/Dockerfile`);
      expect((await run(one, "docker build n")).exitCode, text).not.toBe(0);
    }
  });
});

describe("changing and clearing away", () => {
  test("a prune must clear one sandbox and leave the other its unused things", async () => {
    const unused =
      "docker create --name idle alpine:3 true && docker network create idle && docker volume create idle";
    await Promise.all([must(one, unused), must(other, unused)]);
    const pruned = await must(one, "docker system prune -f && docker volume prune -af");
    expect(pruned).toMatch(/Deleted Containers:\n[0-9a-f]{64}\n/);
    expect(pruned).toContain("Deleted Networks:\nidle\n");
    // What an earlier test's containers left without a name goes with it.
    expect(pruned).toMatch(/Deleted Volumes:\n(?:[0-9a-f]{64}\n)*idle\n/);
    expect(await must(other, "docker ps -aq | wc -l && docker network ls -q | wc -l")).toBe("1\n4\n");
    await must(other, "docker rm idle && docker network rm idle && docker volume rm idle");
  });

  test("what a container changed, uses and may use must be told", async () => {
    await must(
      one,
      "docker exec box sh -c 'echo x > /tmp/new' && docker update --memory 96m --memory-swap 96m box",
    );
    expect(await must(one, "docker diff box")).toContain("A /tmp/new\n");
    expect(await must(one, "docker inspect -f '{{.HostConfig.Memory}}' box")).toBe("100663296\n");
    expect(await must(one, "docker top box -o pid,args")).toMatch(/^PID +COMMAND\n\d+ +sleep 1000\n$/);
    const usage = await must(one, "docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'");
    expect(usage).toMatch(/^Images \d+ 2\nContainers 2 2\nLocal Volumes 0 0\n/);
  });
});

describe("hostile bytes at the real gate", () => {
  const socket = () => one.dockerHost.replace("unix://", "");
  const head = (line: string, ...more: string[]) =>
    `${[`${line} HTTP/1.1`, "Host: d", ...more].join("\r\n")}\r\n\r\n`;

  test.each([
    [
      "an unscoped list of everything",
      head("GET /containers/json?all=1&filters=%7B%22label%22%3A%5B%22composelab.sandbox%22%5D%7D"),
    ],
    ["a swarm", head("POST /swarm/init")],
    ["another builder", head("POST /session", "Upgrade: h2c", "Connection: Upgrade")],
    [
      "a privileged container by two spellings",
      `${head("POST /containers/create", "Content-Type: application/json", "Content-Length: 70")}{"Image":"alpine:3","HostConfig":{"Privileged":false,"privileged":true}}`,
    ],
    ["an encoded path", head("GET /containers/%2e%2e/images/json")],
  ])("%s must not answer with anything of the engine's", async (_name, bytes) => {
    const answer = await exchange(socket(), bytes, 1000);
    expect(answer).not.toContain(other.id);
    expect(answer).not.toContain("toolbox");
    expect(statuses(answer)[0]).not.toBe(201);
  });

  test("a thousand idle and half-said connections must not keep others from being served", async () => {
    const idle = Array.from({ length: 1000 }, (_unused, index) => {
      const client = net.connect(socket()).on("error", () => undefined);
      client.write(index % 2 ? "" : "GET /_pi");
      return client;
    });
    expect(await must(other, "docker ps -q | wc -l")).toBe("0\n");
    for (const client of idle) client.destroy();
    expect(await must(one, "docker ps -q | wc -l")).toBe("2\n");
  });
});

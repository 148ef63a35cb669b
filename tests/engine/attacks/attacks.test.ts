import type Docker from "dockerode";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunnerContext } from "../../../sandbox-runner/context.ts";
import { draftOf, serialise } from "../../fixtures/attacks/attack.ts";
import { families } from "../../fixtures/attacks/families.ts";
import { type Spelling, spellings } from "../../fixtures/attacks/spellings.ts";
import { exchange, statuses } from "../../fixtures/raw-client.ts";
import { openTestContext } from "../harness.ts";
import { aimed, openBystander, openVictim, secret, stateOf, type Victim } from "./canary.ts";

let context: RunnerContext & { close(): Promise<void> };
let attacker: Victim;
let canary: Victim;
let bystander: Docker.Container;

beforeAll(async () => {
  context = await openTestContext();
  [attacker, canary, bystander] = await Promise.all([
    openVictim(context),
    openVictim(context),
    openBystander(context),
  ]);
});

afterAll(async () => {
  await bystander?.remove({ force: true });
  await Promise.all([attacker?.sandbox.remove(), canary?.sandbox.remove()]);
  await context.close();
});

/** Runs a command line in the attacker's terminal. */
async function run(line: string) {
  const { exitCode, stdout, stderr } = await attacker.sandbox.exec(["sh", "-c", line], { timeoutMs: 60_000 });
  return { exitCode, all: `${stdout}${stderr}` };
}

/** As it is, and in some of the other spellings: another few for each attack. */
function spelledFor(index: number): Spelling[] {
  const [plain, ...others] = spellings;
  const some = others.filter((_, at) => at % 48 === index % 48);
  return plain ? [plain, ...some] : some;
}

const httpVersionNotSupported = 505;

test("after every attack the canary must be unread, untouched and still running", async () => {
  const socket = attacker.sandbox.dockerHost.replace("unix://", "");
  const before = await stateOf(context, canary);
  const attacks = families.flatMap(({ name, attacks: list }) => list.map((attack) => ({ name, attack })));
  const accepted: string[] = [];
  const read: string[] = [];
  const attempt = async ({ name, attack }: (typeof attacks)[number], index: number) => {
    const draft = draftOf(aimed(attack, attacker, canary, bystander.id));
    for (const { name: spelling, spell } of spelledFor(index)) {
      const spelled = spell(draft);
      if (spelled === undefined) continue;
      const answer = await exchange(socket, Buffer.from(serialise(spelled), "latin1"), 10_000);
      const status = statuses(answer).at(-1) ?? 0;
      const what = `${name}, ${spelling}: ${attack.method} ${attack.path} ${answer.slice(-200)}`;
      if (!(status >= 400 && status < 500) && status !== httpVersionNotSupported) accepted.push(what);
      if (answer.includes(secret) || answer.includes(context.settings.engineDirectory)) read.push(what);
    }
  };
  const queue = [...attacks.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await attempt(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  expect(accepted).toEqual([]);
  expect(read).toEqual([]);
  expect(await stateOf(context, canary)).toEqual(before);
  expect((await bystander.inspect()).State).toMatchObject({ Running: true, Paused: false });
});

test("nothing that lists may show the canary", async () => {
  const names = [canary.sandbox.id, ...Object.values(canary.ids), bystander.id, `bystander-${process.pid}`];
  const lists = [
    "docker ps -a --no-trunc",
    "docker network ls --no-trunc",
    "docker volume ls",
    "docker images -a --no-trunc --digests",
    "docker system df -v",
    "docker info",
    "docker events --since 1h --until 0s",
    "docker network inspect net bridge",
    "docker volume inspect data",
    "docker image inspect alpine:3 app",
    "docker history --no-trunc app",
    "docker stats --no-stream --no-trunc",
    "docker top web aux",
    "docker inspect web",
  ];
  for (const line of lists) {
    const { exitCode, all } = await run(line);
    expect(exitCode, `${line}\n${all}`).toBe(0);
    const shown = names.filter((name) => all.includes(name) || all.includes(name.slice(0, 12)));
    expect(shown, line).toEqual([]);
    expect(all, line).not.toContain(context.settings.engineDirectory);
  }
});

test("no error may name a place of the machine, or what only the gate knows", async () => {
  await run(
    "mkdir -p bad && printf 'FROM alpine:3\\nCOPY missing /x\\n' > bad/Dockerfile && printf 'FROM alpine:3\\nRUN nosuch\\n' > bad/Run",
  );
  const places = [attacker.sandbox.id, "composelab", "/var/lib/docker/tmp", "/data/overlay2"];
  const told: string[] = [];
  for (const line of [
    "docker cp web:/nosuch .",
    "docker cp note web:/nosuch/x",
    "docker run --rm alpine:3 nosuch",
    "docker run --rm -w /etc/passwd alpine:3 true",
    "docker run --rm -v ./note:/etc alpine:3 true",
    "docker run --rm --mount type=volume,src=data,dst=/x,volume-subpath=nosuch alpine:3 true",
    "docker run --rm --mount type=bind,src=/workspace/nosuch,dst=/x alpine:3 true",
    "docker run --rm --user nosuch alpine:3 true",
    "docker run -d --name web alpine:3 true",
    "docker run --rm --ip 1.2.3.4 --network net alpine:3 true",
    "docker exec web nosuch",
    "docker exec -u nosuch web true",
    "docker build -q bad",
    "docker build -q -f bad/Run bad",
    "docker network connect net web",
    "docker network rm net",
    "docker volume rm data",
    "docker rmi app",
    "docker rm web",
    "docker rename web web",
    "docker update --memory 1k web",
    "docker start nosuch",
  ]) {
    const { exitCode, all } = await run(line);
    if (exitCode === 0) told.push(`${line}: no error`);
    if (places.some((place) => all.includes(place))) told.push(`${line}: ${all}`);
  }
  expect(told).toEqual([]);
});

test("a container must reach neither the canary, nor the machine, nor what lies beyond", async () => {
  const { docker } = context.engine;
  const { NetworkSettings } = await docker.getContainer(canary.ids.container).inspect();
  const [endpoint] = Object.values(NetworkSettings.Networks);
  await canary.sandbox.exec(["docker", "exec", "-d", "web", "nc", "-lk", "-p", "8000", "-e", "cat"]);
  const address = endpoint?.IPAddress ?? "";
  expect(address).toMatch(/^\d/);
  const targets = [
    `${address} 8000`,
    `${endpoint?.Gateway} 22`,
    "169.254.169.254 80",
    "1.1.1.1 53",
    `${context.engine.bridgeAddress} 22`,
  ];
  for (const target of targets) {
    const { exitCode, all } = await run(`docker exec web nc -w 3 ${target} </dev/null`);
    expect(exitCode, `${target}: ${all}`).not.toBe(0);
  }
  expect((await run(`docker exec web nslookup ${canary.sandbox.id}--web`)).exitCode).not.toBe(0);
});

test("a link in the workspace must lead nowhere but into the workspace", async () => {
  await run(
    "ln -sfn / out && ln -sfn /etc/passwd pass && ln -sfn ../../.. up && mkdir -p deep && ln -sfn /run deep/run",
  );
  for (const line of [
    "docker run --rm -v /workspace/out:/x alpine:3 cat /x/etc/hostname",
    "docker run --rm -v /workspace/pass:/x alpine:3 cat /x",
    "docker run --rm -v /workspace/up:/x alpine:3 ls /x/var/lib",
    "docker run --rm --mount type=bind,src=/workspace/out/etc,dst=/x alpine:3 cat /x/passwd",
    "docker run --rm -v /workspace/deep/run/composelab/new:/x alpine:3 ls /x",
  ]) {
    const { exitCode, all } = await run(line);
    expect(exitCode, `${line}\n${all}`).not.toBe(0);
    expect(all, line).not.toContain("root:x:0:0");
  }
});

test("nobody inside may put anything in the place of the sockets", async () => {
  for (const line of [
    "touch /run/composelab/x",
    "rm /run/composelab/docker.sock",
    "mkdir /run/composelab/ports/80.sock",
  ]) {
    expect((await run(line)).exitCode, line).not.toBe(0);
  }
  const asRoot = await attacker.sandbox.exec(["touch", "/run/composelab/x"], { user: "root" });
  expect(asRoot.exitCode).not.toBe(0);
});

test("a link swapped while a container's files are copied must not lead out of it", async () => {
  await run(
    "docker exec -d web sh -c 'while :; do ln -sfn /etc /tmp/l; ln -sfn /../../../../../.. /tmp/l; done'",
  );
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { all } = await run("rm -rf got; docker cp web:/tmp/l/. got; ls got/var/lib got/data 2>/dev/null");
    expect(all).not.toMatch(/composelab|containerd/);
  }
});

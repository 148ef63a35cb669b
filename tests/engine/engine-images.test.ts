import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { prepareImages } from "../../sandbox-runner/images/prepare.ts";
import { type EngineLab, eventually, logsOf, openEngineLab } from "./engine-lab.ts";

let lab: EngineLab;

const image = {
  api: "composelab/lab/api:1",
  nginx: "composelab/nginx:alpine",
  postgres: "composelab/postgres:13",
  redis: "composelab/redis:7-alpine",
  alpine: "composelab/alpine:latest",
  toolbox: "composelab/toolbox:1",
};

beforeAll(async () => {
  lab = await openEngineLab();
  const catalogue = await loadCatalogue(lab.settings.contentDirectory);
  const states = await prepareImages({ ...lab, catalogue, report: () => undefined });
  expect(states.filter((state) => state.state !== "ready")).toEqual([]);
});

afterEach(() => lab.clear());

afterAll(() => lab.close());

async function toolbox(name: string) {
  const container = await lab.run(name, image.toolbox);
  return async (script: string) => (await lab.exec(container, ["bash", "-c", script])).output.trim();
}

describe("the postgres image", () => {
  test("must refuse to start without a password, and say what to do", async () => {
    const container = await lab.run("no-password", image.postgres);
    expect(await container.wait()).toMatchObject({ StatusCode: 1 });
    expect(await logsOf(container)).toContain("You must specify POSTGRES_PASSWORD");
  });

  test("must make the user and the database of its environment, and keep data over a restart", async () => {
    const env = { POSTGRES_USER: "user", POSTGRES_PASSWORD: "pass", POSTGRES_DB: "myapp" };
    const db = await lab.run("db", image.postgres, { env });
    await eventually(
      "pg_isready",
      async () => (await lab.exec(db, ["pg_isready", "-U", "user"])).exitCode === 0,
    );
    const student = await toolbox("psql-user");
    const url = "postgresql://user:pass@db:5432/myapp";
    const nonce = randomUUID();
    await student(`psql ${url} -c "create table t (x text)" -c "insert into t values ('${nonce}')"`);
    await db.restart({ t: 5 });
    await eventually(
      "the row",
      async () => (await student(`psql -At ${url} -c 'select x from t'`)) === nonce,
    );
    expect(await student("psql postgresql://user:wrong@db:5432/myapp -c 'select 1'")).toContain(
      "password authentication failed",
    );
    expect((await student("psql --version")).startsWith("psql (PostgreSQL)")).toBe(true);
  });

  test("must read its password from a file, and run what lies in /docker-entrypoint-initdb.d", async () => {
    const prepare = [
      "printf secret > /tmp/password",
      "echo 'create table made (x int)' > /docker-entrypoint-initdb.d/a.sql",
      "exec docker-entrypoint.sh postgres",
    ];
    const container = await lab.engine.docker.createContainer({
      Image: image.postgres,
      Entrypoint: ["bash", "-c", prepare.join(" && ")],
      Env: ["POSTGRES_PASSWORD_FILE=/tmp/password"],
      Labels: { "composelab.instance": lab.settings.instance },
    });
    try {
      await container.start();
      const query = ["psql", "postgresql://postgres:secret@127.0.0.1/postgres", "-c", "select * from made"];
      await eventually("the table", async () => (await lab.exec(container, query)).exitCode === 0);
    } finally {
      await container.remove({ force: true, v: true });
    }
  });
});

describe("the nginx image", () => {
  test("must serve on port 80, fill in templates, log to its output, and stop at once when asked", async () => {
    const template = "server { listen 81; location / { return 200 $GREETING-$host; } }";
    const nginx = await lab.run("web", image.nginx, { env: { GREETING: "hello" } });
    const student = await toolbox("nginx-user");
    await eventually("the welcome page", async () =>
      (await student("curl -s http://web/")).includes("nginx"),
    );
    await lab.exec(nginx, ["sh", "-c", `echo '${template}' > /etc/nginx/templates/t.conf.template`]);
    await nginx.restart({ t: 5 });
    await eventually(
      "the filled template",
      async () => (await student("curl -s http://web:81/")) === "hello-web",
    );
    expect(await logsOf(nginx)).toMatch(/"GET \/ HTTP\/1\.1" 200/);
    // Whoever does not stop when asked is killed after this time, and then ends with 137.
    await nginx.stop({ t: 60 });
    expect((await nginx.inspect()).State.ExitCode).toBe(0);
  });
});

describe("the redis image", () => {
  test("must answer other containers, and keep what was saved", async () => {
    const redis = await lab.run("cache", image.redis, { cmd: ["redis-server", "--appendonly", "yes"] });
    const student = await toolbox("redis-user");
    await eventually("PONG", async () => (await student("redis-cli -h cache ping")) === "PONG");
    await student("redis-cli -h cache set k v");
    await redis.restart({ t: 5 });
    await eventually("the value", async () => (await student("redis-cli -h cache get k")) === "v");
    expect((await lab.exec(redis, ["sh", "-c", "cat /proc/1/status | grep ^Uid"])).output).toMatch(
      /Uid:\s+999/,
    );
  });
});

describe("the alpine stand-in", () => {
  test("must have the everyday commands, finding others by name", async () => {
    const web = await lab.run("names", image.nginx);
    const small = await lab.run("small", image.alpine, { cmd: ["sleep", "300"] });
    const sh = async (script: string) => (await lab.exec(small, ["sh", "-c", script])).output.trim();
    await eventually("nginx", async () => (await sh("wget -qO- http://names/")).includes("nginx"));
    const { NetworkSettings } = await web.inspect();
    const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "";
    expect(await sh("nslookup names")).toContain(address);
    expect(await sh("nc -z -w 2 names 80 && echo open")).toMatch(/open$/);
    expect(await sh("nc -z -w 2 names 99 || echo closed")).toMatch(/closed$/);
    for (const tool of ["ping", "awk", "sed", "grep", "vi", "ps", "top", "ip", "hostname", "env", "date"]) {
      expect(await sh(`command -v ${tool}`), tool).toContain(tool);
    }
  });
});

describe("the lab's API", () => {
  const url = "postgresql://postgres:pass@api-db:5432/postgres";

  test("must end with a clear line when its database cannot be reached at the start", async () => {
    const api = await lab.run("alone", image.api, {
      env: { DATABASE_URL: "postgresql://a:b@127.0.0.1:1/c" },
    });
    expect(await api.wait()).toMatchObject({ StatusCode: 1 });
    expect(await logsOf(api)).toContain("FATAL: cannot reach the database");
  });

  test("must show identity, environment and health without a database", async () => {
    await lab.run("plain", image.api, { env: { COLOUR: "blue" } });
    await lab.run("next", "composelab/lab/api:2");
    const student = await toolbox("api-user");
    const get = async (address: string) => JSON.parse((await student(`curl -s http://${address}`)) || "null");
    await eventually("health", async () => (await get("plain:8000/healthz"))?.status === "ok");
    await eventually("health", async () => (await get("next:8000/healthz"))?.status === "ok");
    expect(await get("plain:8000/whoami")).toMatchObject({ service: "api", version: "1" });
    expect(await get("next:8000/whoami")).toMatchObject({ version: "2" });
    expect(await get("plain:8000/env")).toMatchObject({ COLOUR: "blue" });
    expect(await student("curl -s -o /dev/null -w '%{http_code}' http://plain:8000/notes")).toBe("503");
    expect(
      await student("curl -s -X POST http://plain:8000/sick; curl -s http://plain:8000/healthz"),
    ).toContain("sick");
    expect(await student("curl -s -w '%{time_total}' -o /dev/null 'http://plain:8000/slow?ms=300'")).toMatch(
      /^0\.[3-9]/,
    );
  });

  test("must keep notes in its database, and outlive a restart of it", async () => {
    const db = await lab.run("api-db", image.postgres, { env: { POSTGRES_PASSWORD: "pass" } });
    const env = { DATABASE_URL: url, DATABASE_WAIT_SECONDS: "30" };
    const api = await lab.run("notes", image.api, { env });
    const student = await toolbox("notes-user");
    const status = () => student("curl -s -o /dev/null -w '%{http_code}' http://notes:8000/healthz");
    await eventually("health", async () => (await status()) === "200");
    const nonce = randomUUID();
    await student(`curl -s -d '{"text":"${nonce}"}' http://notes:8000/notes`);
    await db.stop({ t: 5 });
    expect(await status()).toBe("503");
    await db.start();
    await eventually("health again", async () => (await status()) === "200");
    expect(await student("curl -s http://notes:8000/notes")).toContain(nonce);
    expect((await api.inspect()).RestartCount).toBe(0);
    await student("curl -s http://notes:8000/crash");
    expect(await api.wait()).toMatchObject({ StatusCode: 1 });
  });

  test("must end when its database goes away, if it may not connect again", async () => {
    const db = await lab.run("lost-db", image.postgres, { env: { POSTGRES_PASSWORD: "pass" } });
    const env = {
      DATABASE_URL: url.replace("api-db", "lost-db"),
      DATABASE_WAIT_SECONDS: "30",
      DATABASE_RECONNECT: "no",
    };
    const api = await lab.run("fragile", image.api, { env });
    const student = await toolbox("fragile-user");
    await eventually("health", async () =>
      (await student("curl -s http://fragile:8000/healthz")).includes("ok"),
    );
    await db.stop({ t: 5 });
    await student("curl -s http://fragile:8000/healthz");
    expect(await api.wait()).toMatchObject({ StatusCode: 1 });
    expect(await logsOf(api)).toContain("FATAL: lost the database");
  });
});

describe("the toolbox", () => {
  test("must be a student's terminal with the real docker and docker compose, in Korean", async () => {
    const student = await toolbox("terminal");
    expect(await student("id -un; id -u; pwd; echo $LANG")).toBe("student\n1000\n/workspace\nko_KR.UTF-8");
    expect(await student("docker compose version --short")).toMatch(/^2\.(4\d|[5-9]\d)/);
    expect(await student("docker version --format '{{.Client.Version}}' 2>/dev/null")).toMatch(/^28\./);
    for (const tool of [
      "curl",
      "jq",
      "less",
      "nano",
      "vim",
      "psql",
      "redis-cli",
      "socat",
      "ip",
      "dig",
      "getent",
      "ps",
    ]) {
      expect(await student(`command -v ${tool}`), tool).toContain(tool);
    }
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Compose look like those of JavaScript.
import { describe, expect, it } from "vitest";
import { diagnose } from "../../../lib/compose/diagnose.ts";
import { brief, findings, inspect, repaired, workspace } from "./support.ts";

const web = "services:\n  web:\n    image: nginx\n";
const db = "  db:\n    image: shop/db\n";

describe("waiting for another service", () => {
  const wait = (condition: string, database: string) =>
    `${web}    depends_on:\n      db:\n        condition: ${condition}\n  db:\n${database}`;
  it.each([
    [
      "healthy, with a check switched off",
      "service_healthy",
      "    image: x\n    healthcheck:\n      disable: true\n",
      "error 5:7 healthy-but-disabled",
    ],
    [
      "healthy, with the check NONE",
      "service_healthy",
      '    image: x\n    healthcheck:\n      test: ["NONE"]\n',
      "error 5:7 healthy-but-disabled",
    ],
    [
      "healthy, without a check in the file",
      "service_healthy",
      "    image: shop/db\n",
      "warning 5:7 healthy-without-healthcheck",
    ],
    [
      "healthy, with an image built here",
      "service_healthy",
      "    build: ./db\n",
      "warning 5:7 healthy-without-healthcheck",
    ],
    [
      "healthy, with an official image without a check",
      "service_healthy",
      "    image: docker.io/library/redis:7\n",
      "warning 5:7 healthy-but-image-has-none",
    ],
    [
      "completed, with one that starts again",
      "service_completed_successfully",
      "    image: x\n    restart: always\n",
      "warning 5:7 completed-but-restarts",
    ],
  ])("%s must be found", (_what, condition, database, expected) => {
    expect(findings(wait(condition, database))).toEqual([expected]);
  });

  it("healthy, with a check, must be right", () => {
    expect(
      findings(wait("service_healthy", '    image: x\n    healthcheck:\n      test: ["CMD", "true"]\n')),
    ).toEqual([]);
  });

  it("the short form beside a health check must be explained", () => {
    const text = `${web}    depends_on: [db]\n${db}    healthcheck:\n      test: ["CMD", "true"]\n`;
    expect(findings(text)).toEqual(["info 4:18 waits-only-for-start"]);
    expect(inspect(text)[0]?.message.params).toMatchObject({ target: "db", line: 7 });
  });

  it("services without a common network must be told apart", () => {
    const text = `${web}    networks: [front]\n    depends_on: [db]\n${db}    networks: [back]\nnetworks:\n  front: {}\n  back: {}\n`;
    expect(findings(text)).toEqual(["warning 5:18 no-common-network"]);
  });

  it("a job that only has to end needs no common network", () => {
    const text = `${web}    networks: [front]\n    depends_on:\n      db:\n        condition: service_completed_successfully\n${db}    networks: [back]\nnetworks:\n  front: {}\n  back: {}\n`;
    expect(findings(text)).toEqual([]);
  });

  it("a service behind a profile must be warned about, unless it may be absent", () => {
    const text = `${web}    depends_on:\n      db:\n        condition: service_started\n${db}    profiles: [data]\n`;
    expect(findings(text)).toEqual(["warning 5:7 dependency-behind-profile"]);
    expect(findings(text.replace("service_started", "service_started\n        required: false"))).toEqual([]);
  });
});

describe("health checks", () => {
  const test = (value: string) => `${web}    healthcheck:\n      test: ${value}\n`;
  it.each([
    [
      '["curl", "-f", "http://localhost"]',
      "error 5:14 healthcheck-no-kind",
      '["CMD", "curl", "-f", "http://localhost"]',
    ],
    [
      '["curl -f http://localhost"]',
      "error 5:14 healthcheck-no-kind",
      '["CMD-SHELL", "curl -f http://localhost"]',
    ],
    [
      '["CMD-SHELL", "pg_isready", "-U", "user"]',
      "warning 5:41 healthcheck-shell-parts",
      '["CMD-SHELL", "pg_isready -U user"]',
    ],
    [
      '["CMD", "curl", "-f", "http://localhost", "||", "exit", "1"]',
      "warning 5:55 healthcheck-operator",
      '["CMD-SHELL", "curl -f http://localhost || exit 1"]',
    ],
    [
      '["CMD", "pg_isready -U user"]',
      "warning 5:21 healthcheck-one-word",
      '["CMD-SHELL", "pg_isready -U user"]',
    ],
  ])("the form %s must be found and mended", (value, expected, mended) => {
    expect(findings(test(value))).toEqual([expected]);
    expect(repaired(test(value))).toBe(test(mended));
  });

  it.each([
    '["CMD-SHELL", "curl -f http://localhost || exit 1"]',
    "curl -f http://localhost || exit 1",
    '["CMD", "sh", "-c", "a || b"]',
    '["NONE"]',
    '["CMD", "pg_isready", "-U", "user"]',
  ])("the form %s must be right", (value) => {
    expect(findings(test(value))).toEqual([]);
  });
});

describe("published ports", () => {
  const ports = (value: string) => `${web}    ports: [${value}]\n`;
  it.each([
    ['"abc:80"', "port-not-a-number"],
    ['"70000:80"', "port-out-of-range"],
    ['"90-80:80"', "port-range-backwards"],
    ['"8000-8005:80-82"', "port-ranges-differ"],
    ['"80:80/http"', "port-protocol"],
    ['"localhost:80:80"', "port-host-ip"],
    ['"300.0.0.1:80:80"', "port-host-ip"],
    ['"80:80:80:80"', "port-host-ip"],
    ['"80:"', "port-no-container"],
    ['"0"', "port-no-container"],
    ['"80: 80"', "port-spaces"],
    ["80.5", "port-not-a-number"],
    ["{published: 80}", "port-no-target"],
    ["{target: 80, published: web}", "port-not-a-number"],
  ])("%s must be refused as %s", (value, expected) => {
    expect(findings(ports(value)).map((found) => found.split(" ")[2])).toEqual([expected]);
  });

  it.each([
    '"80"',
    "80",
    '"8080:80"',
    "8080:80",
    '"127.0.0.1:8080:80/udp"',
    '"127.0.0.1::80"',
    '"[::1]:8080:80"',
    '"::1:6000:6000"',
    '"9090-9091:8080-8081"',
    '"8000-9000:80"',
    '":80"',
    '"6060:6060/UDP"',
    '"0:80"',
    '"${PORT:-8080}:80"',
    '"${PORT}:80"',
    "{target: 80, published: 8080, protocol: tcp, mode: host}",
    '{target: 80, published: "8080-8090"}',
  ])("%s must be accepted", (value) => {
    expect(findings(ports(value))).toEqual([]);
  });

  it("a port that older readers take for a number in base 60 must be quoted", () => {
    expect(findings(ports("22:22"))).toEqual(["warning 4:13 port-unquoted"]);
    expect(inspect(ports("22:22"))[0]?.message.params).toMatchObject({ value: "1342" });
    expect(repaired(ports("22:22"))).toBe(ports('"22:22"'));
  });

  const two = (one: string, other: string) => `${web}    ports: ["${one}"]\n${db}    ports: ["${other}"]\n`;
  it.each([
    ["8080:80", "8080:90"],
    ["8080:80", "127.0.0.1:8080:90"],
    ["8080-8090:80-90", "8085:80"],
  ])("a host port that another service has must be refused: %s and %s", (one, other) => {
    expect(findings(two(one, other))).toEqual(["error 7:13 port-taken"]);
  });

  it.each([
    ["8080:80", "8080:80/udp"],
    ["127.0.0.1:8080:80", "127.0.0.2:8080:80"],
    ["8080:80", "8081:80"],
    ["8000-9000:80", "8080:80"],
    ["80", "80"],
  ])("different host ports must be accepted: %s and %s", (one, other) => {
    expect(findings(two(one, other))).toEqual([]);
  });

  it("services behind different profiles may have one host port", () => {
    const text = `${web}    ports: ["80:80"]\n    profiles: [a]\n${db}    ports: ["80:80"]\n    profiles: [b]\n`;
    expect(findings(text)).toEqual([]);
  });

  const scaled = (ports: string, count: string) =>
    `${web}    ports: ["${ports}"]\n    deploy:\n      replicas: ${count}\n`;
  it("a fixed host port with several replicas must be refused", () => {
    expect(findings(scaled("80:80", "2"))).toEqual(["error 4:13 port-with-replicas"]);
    expect(inspect(scaled("80:80", "2"))[0]?.message.params).toMatchObject({ count: 2, host: "80", line: 6 });
    expect(findings(scaled("8080-8081:80", "3"))).toEqual(["error 4:13 port-with-replicas"]);
  });

  it.each([
    ["80", "2"],
    ["8080-8081:80", "2"],
    ["80:80", "1"],
    ["80:80", "${COUNT}"],
  ])("ports %s with %s replicas must be accepted", (value, count) => {
    expect(findings(scaled(value, count))).toEqual([]);
  });

  it("ports beside the host's network must be warned about", () => {
    expect(findings(`${web}    network_mode: host\n    ports: ["80:80"]\n`)).toEqual([
      "warning 5:5 ports-with-host-network",
    ]);
  });
});

describe("services", () => {
  it.each([
    ["an image in upper case", "services:\n  a:\n    image: Nginx:alpine\n", "error 3:12 image-upper-case"],
    ["an image with a blank", 'services:\n  a:\n    image: "nginx alpine"\n', "error 3:12 image-spaces"],
    ["an image with an empty tag", 'services:\n  a:\n    image: "nginx:"\n', "error 3:12 image-empty-tag"],
    [
      "an image that is none",
      "services:\n  a:\n    image: https://example.com/nginx\n",
      "error 3:12 image-invalid",
    ],
    ["an image that is left out", "services:\n  a:\n    image: ...\n", "warning 3:12 image-invalid"],
    [
      "a restart policy that does not exist",
      `${web}    restart: unless-stoped\n`,
      "error 4:14 wrong-choice-guess",
    ],
    [
      "networks beside network_mode",
      `${web}    network_mode: host\n    networks: [default]\n`,
      "error 4:5 network-mode-with-networks",
    ],
    [
      "two Dockerfiles",
      'services:\n  a:\n    build:\n      dockerfile: D\n      dockerfile_inline: "FROM x"\n',
      "error 5:7 dockerfile-twice",
    ],
    [
      "a container name with replicas",
      `${web}    container_name: web\n    scale: 2\n`,
      "error 4:5 container-name-with-replicas",
    ],
    [
      "a container name that is taken",
      `${web}    container_name: one\n${db}    container_name: one\n`,
      "error 7:21 container-name-taken",
    ],
    [
      "scale beside other replicas",
      `${web}    scale: 2\n    deploy:\n      replicas: 3\n`,
      "error 4:5 limit-twice",
    ],
    [
      "two memory limits",
      `${web}    mem_limit: 1g\n    deploy:\n      resources:\n        limits:\n          memory: 2g\n`,
      "error 4:5 limit-twice",
    ],
    ["negative replicas", `${web}    scale: -1\n`, "error 4:12 replicas-negative"],
    ["links", `${web}    links: [db]\n${db}`, "info 4:5 links-legacy"],
    [
      "a key for Swarm",
      `${web}    deploy:\n      placement:\n        constraints: [node.role==manager]\n`,
      "info 5:7 swarm-only",
    ],
    [
      "a database without its password",
      "services:\n  db:\n    image: postgres:13\n",
      "warning 3:12 image-needs-variable",
    ],
  ])("%s must be found", (_what, text, expected) => {
    expect(findings(text)).toEqual([expected]);
  });

  it.each([
    "registry.example.com:5000/team/app:1.0",
    "localhost:5000/app",
    "our_registry.example:5000/app",
    "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "app:v1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "ghcr.io/a-b/c_d/e__f.g:Tag_1.2-x",
    '"${REGISTRY:-docker.io}/app:${TAG:-latest}"',
    '"${IMAGE}"',
  ])("the image %s must be accepted", (image) => {
    expect(findings(`services:\n  a:\n    image: ${image}\n`)).toEqual([]);
  });

  it("the same limit in both places must be accepted", () => {
    expect(
      findings(
        `${web}    mem_limit: 1g\n    deploy:\n      resources:\n        limits:\n          memory: 1024m\n`,
      ),
    ).toEqual([]);
  });

  it("a database with a password, or with a file of variables, must be accepted", () => {
    const postgres = "services:\n  db:\n    image: postgres:13\n";
    expect(findings(`${postgres}    environment:\n      - POSTGRES_PASSWORD\n`)).toEqual([]);
    expect(findings(`${postgres}    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n`)).toEqual([]);
    expect(findings(`${postgres}    env_file: db.env\n`)).toEqual([]);
  });
});

describe("values", () => {
  it.each([
    ["healthcheck:\n      interval: 30 s", "error 5:17 bad-duration"],
    ['stop_grace_period: "10"', "error 4:24 bad-duration"],
    ["mem_limit: 512X", "error 4:16 bad-size"],
    ["tty: maybe", "error 4:10 bad-boolean"],
    ["scale: two", "error 4:12 bad-whole-number"],
    ["healthcheck:\n      retries: -1", "error 5:16 bad-whole-number"],
    ["cpus: half", "error 4:11 bad-number"],
    ['volumes: [":/data"]', "error 4:15 mount-empty-part"],
    ['volumes: ["./a:/b:ro:z"]', "error 4:15 mount-too-many-colons"],
    ['volumes: ["./a:/b:readonly"]', "warning 4:15 mount-options"],
    ['volumes: ["./a:b"]', "error 4:15 mount-target-relative"],
    ["volumes: [{type: bind, target: /b}]", "error 4:22 mount-no-source"],
    ['volumes: ["./a:/x", "./b:/x"]', "warning 4:25 mounted-twice"],
    ["extra_hosts: [db]", "error 4:19 extra-host-no-address"],
    ["develop:\n      watch: [{path: ., action: sync}]", "error 5:33 watch-no-target"],
    ['environment: ["A =b"]', "error 4:19 environment-blank-in-name"],
    ["environment: [A= b]", "warning 4:19 environment-blank-in-value"],
    ['environment:\n      - A="b"', "warning 5:9 environment-quotes-in-value"],
    ['command: [npm install, "&&", npm start]', "warning 4:28 command-operator"],
    ["command: npm install && npm start", "warning 4:14 command-operator"],
    ['command: ["npm start"]', "warning 4:15 command-one-word"],
    ["command: echo 'a", "error 4:14 command-unclosed-quote"],
    ['expose: ["8080:80"]', "warning 4:14 expose-with-host-port"],
  ])("%j must be found", (line, expected) => {
    expect(findings(`${web}    ${line}\n`)).toEqual([expected]);
  });

  it.each([
    'healthcheck:\n      interval: 1m30s\n      timeout: 5d\n      start_period: "0"',
    "stop_grace_period: 1.5h",
    "mem_limit: 500000000",
    'shm_size: "512 MB"',
    "memswap_limit: -1",
    'tty: "yes"',
    "command: sh -c 'a && b'",
    'command: ["bash", "-c", "a && b"]',
    "command: echo 'a && b'",
    "command: ''",
    "command: []",
    'entrypoint: ["/bin/sh", "-c"]\n    command: ["a && b"]',
    'command: ["./run.sh"]',
    'extra_hosts: ["host.docker.internal:host-gateway", "v6=::1"]',
    "environment: [A, B=, C=d=e, \"D='x y'\"]",
    'environment:\n      A:\n      B: 1\n      C: true\n      D: ""',
    'volumes: [/var/lib/data, ~/.ssh:/root/.ssh:ro, "C:\\\\data:/data", ".:/app:cached"]',
    "sysctls:\n      - net.core.somaxconn=1024",
    'expose: [3000, "8000-8010/tcp"]',
  ])("%j must be accepted", (line) => {
    expect(findings(`${web}    ${line}\n`)).toEqual([]);
  });

  it.each([
    ["healthcheck:\n      interval: 30 s", "interval: 30s"],
    ['environment: ["A =b", C]', undefined],
    ["environment:\n      - A =b", "- A=b"],
    ['environment:\n      - A="b"', "- A=b"],
    ["command: npm install && npm start", 'command: sh -c "npm install && npm start"'],
    ['command: ["npm start"]', 'command: ["npm", "start"]'],
  ])("%j must be mended only where it is sure", (line, expected) => {
    if (expected === undefined) expect(repaired(`${web}    ${line}\n`)).toBeUndefined();
    else expect(repaired(`${web}    ${line}\n`)).toContain(expected);
  });
});

describe("variables", () => {
  it.each([
    ["image: ${", "${"],
    ["image: ${1A}", "${1A}"],
    ["image: x${A.B}", "${A.B}"],
    ["image: ${A:=b}", "${A:=b}"],
  ])("%j must be refused", (line, text) => {
    const found = inspect(`services:\n  a:\n    ${line}\n`);
    expect(brief(found)[0]).toMatch(/^error 3:\d+ bad-variable$/);
    expect(found[0]?.message.params).toEqual({ text });
  });

  it.each(["$$x", "a $ b 100%$", "${A-}", "${A:-${B:-c}}", "${A:+x} ${A+y}", "$A_b", "$1", "$${NOT}"])(
    "%j must be accepted",
    (value) => {
      expect(findings(`${web}    command: echo ${value}\n`)).toEqual([]);
    },
  );

  it("a variable that must be set must be named, unless .env sets it", () => {
    const text = "services:\n  a:\n    image: app:${TAG:?which one}\n";
    expect(findings(text)).toEqual(["info 3:18 required-variable"]);
    const files = workspace({ "compose.yaml": text, ".env": "TAG=1\n" });
    expect(diagnose(files, { missingFilesKnown: true })).toEqual([]);
  });

  it("a container's own variable in a command must be written with two dollars", () => {
    const text =
      'services:\n  db:\n    image: x\n    environment:\n      DB_USER: shop\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -U $DB_USER -d $${DB}"]\n';
    expect(findings(text)).toEqual(["warning 7:27 variable-of-container"]);
    expect(repaired(text)).toContain('"pg_isready -U $$DB_USER -d $${DB}"');
  });

  it("a variable that the environment gives to both must be left alone", () => {
    expect(
      findings(
        "services:\n  db:\n    image: x\n    environment:\n      DB_USER: ${DB_USER}\n    command: run ${DB_USER}\n",
      ),
    ).toEqual([]);
  });
});

describe("the top of the file", () => {
  it.each([
    ["version", `version: "3.8"\n${web}`, "warning 1:1 version-obsolete"],
    ["a project name that is changed", `name: My Shop\n${web}`, "warning 1:7 project-name"],
    ["a file without services", "networks:\n  a: {}\n", "info 1:1 no-services"],
    ["an empty map of services", "services: {}\n", "warning 1:1 no-services"],
    [
      "a secret from nowhere",
      `${web}    secrets: [a]\nsecrets:\n  a:\n    name: b\n`,
      "error 6:3 object-without-source",
    ],
    [
      "a config from two places",
      `${web}    configs: [a]\nconfigs:\n  a:\n    file: ./a\n    content: b\n`,
      "error 6:3 object-with-two-sources",
    ],
    [
      "an external volume with settings",
      `${web}    volumes: ["aa:/a"]\nvolumes:\n  aa:\n    external: true\n    driver: local\n`,
      "error 8:5 external-with-settings",
    ],
    ["a network that nobody uses", `${web}networks:\n  a: {}\n`, "info 5:3 unused"],
  ])("%s must be found", (_what, text, expected) => {
    expect(findings(text)).toEqual([expected]);
  });

  it("the obsolete version's line must be deletable", () => {
    expect(repaired(`version: "3.8"\n${web}`)).toBe(web);
  });
});

describe("files that a Compose file names", () => {
  const text = `services:
  web:
    image: nginx
    volumes: [./nginx.conf:/etc/nginx/nginx.conf, ./data:/data]
    env_file: [web.env, {path: extra.env, required: false}]
  api:
    build: ./api
  worker:
    build:
      context: .
      dockerfile: worker/Dockerfile
secrets:
  key:
    file: ./key.txt
`;
  it("must be reported missing when all files are known", () => {
    const found = diagnose(workspace({ "compose.yaml": text }), { missingFilesKnown: true });
    expect(brief(found).filter((one) => one.includes("missing"))).toEqual([
      "warning 4:15 missing-bind-file",
      "info 4:51 missing-bind-directory",
      "error 5:16 missing-env-file",
      "error 7:12 missing-build-context",
      "error 11:19 missing-dockerfile",
      "error 14:11 missing-source-file",
    ]);
  });

  it("must be found where they lie", () => {
    const names = ["nginx.conf", "data/a", "web.env", "api/Dockerfile", "worker/Dockerfile", "key.txt"];
    const files = workspace({ "compose.yaml": text, ...Object.fromEntries(names.map((name) => [name, ""])) });
    expect(brief(diagnose(files, { missingFilesKnown: true }))).toEqual(["info 13:3 unused"]);
  });

  it("must not be asked for when the other files are not known", () => {
    expect(findings(text).filter((found) => found.includes("missing"))).toEqual([]);
  });

  it("must not be asked for outside of the workspace", () => {
    const outside =
      'services:\n  a:\n    build: https://example.com/app.git\n    volumes: [/etc/hosts:/hosts, ../up:/up, ~/x:/x, "${HERE}/y:/y"]\n    env_file: /etc/a.env\n';
    expect(diagnose(workspace({ "compose.yaml": outside }), { missingFilesKnown: true })).toEqual([]);
  });
});

describe("addresses in the environment", () => {
  const app = (value: string) =>
    `services:\n  app:\n    image: app\n    environment:\n      - ${value}\n  db:\n    image: postgres:16\n    environment: [POSTGRES_PASSWORD=x]\n    ports: ["5433:5432"]\n`;
  it.each([
    ["DATABASE_URL=postgres://u:p@localhost:5432/shop", "warning 5:9 localhost-is-itself"],
    ["DB_HOST=127.0.0.1", "warning 5:9 localhost-is-itself"],
    ["DATABASE_URL=postgresql://u:p@db:5433/shop", "warning 5:9 host-port-between-services"],
  ])("%s must be found", (value, expected) => {
    expect(findings(app(value))).toEqual([expected]);
  });

  it.each([
    "DATABASE_URL=postgres://u:p@db:5432/shop",
    "API_URL=http://localhost:8080",
    "REDIS_URL=redis://localhost:6379",
    "DB_HOST=db",
  ])("%s must be left alone", (value) => {
    expect(findings(app(value))).toEqual([]);
  });
});

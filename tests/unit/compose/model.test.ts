import { describe, expect, it } from "vitest";
import { locate } from "../../../lib/compose/locate.ts";
import { composeModel } from "../../../lib/compose/model.ts";
import { topology } from "../../../lib/compose/topology.ts";
import { workspace } from "./support.ts";

const text = `services:
  web:
    image: nginx:alpine
    ports: ["80:80", "127.0.0.1:9000-9001:90-91/udp", "3000"]
    depends_on: [api]
    networks: [front]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "data:/data", "/cache"]
    deploy: { replicas: 2 }
  api:
    build: { context: ./api, dockerfile: Dev }
    environment: { DB: "\${DB:-db}", OTHER: "\${OTHER}" }
    depends_on:
      db: { condition: service_healthy }
      gone: { condition: service_started }
    networks:
      front:
      back: { aliases: [backend] }
  db:
    image: postgres:16
    scale: 3
    healthcheck: { test: ["CMD-SHELL", "pg_isready"], interval: 30s, timeout: 1m, retries: 3, start_period: 500ms }
    networks: [back]
  tool:
    image: busybox
    network_mode: none
    profiles: [tools]
  plain:
    image: busybox
networks:
  front:
  back: { internal: true, driver: bridge }
  unused: {}
volumes:
  data: { external: true }
`;
const files = workspace({ "compose.yaml": text });
const model = composeModel(files);
const service = (name: string) => model?.services.find((one) => one.name === name);

describe("the model", () => {
  it("must hold short and long forms alike", () => {
    expect(service("web")?.ports).toMatchObject([
      { published: 80, container: { from: 80, to: 80 }, protocol: "tcp" },
      { published: 9000, hostIp: "127.0.0.1", container: { from: 90, to: 91 }, protocol: "udp" },
      { container: { from: 3000, to: 3000 } },
    ]);
    expect(service("web")?.mounts).toMatchObject([
      { type: "bind", source: "./nginx.conf", target: "/etc/nginx/nginx.conf", readOnly: true },
      { type: "volume", source: "data", target: "/data", readOnly: false },
      { type: "anonymous", target: "/cache" },
    ]);
    expect(service("web")?.dependsOn).toMatchObject([
      { service: "api", condition: "service_started", required: true },
    ]);
    expect(service("api")?.dependsOn).toMatchObject([
      { service: "db", condition: "service_healthy" },
      { service: "gone" },
    ]);
    expect(service("api")?.networks).toMatchObject([
      { name: "front", aliases: [] },
      { name: "back", aliases: ["backend"] },
    ]);
    expect(service("api")?.build).toMatchObject({ context: "./api", dockerfile: "Dev" });
  });

  it("must count replicas from either place", () => {
    expect([service("web")?.replicas, service("db")?.replicas, service("api")?.replicas]).toEqual([2, 3, 1]);
  });

  it("must give times in milliseconds", () => {
    expect(service("db")?.healthcheck).toMatchObject({
      state: "present",
      test: "CMD-SHELL pg_isready",
      interval: 30_000,
      timeout: 60_000,
      startPeriod: 500,
      retries: 3,
    });
    expect(service("web")?.healthcheck).toEqual({ state: "absent" });
  });

  it("must fill in defaults of variables and leave out what only the environment knows", () => {
    const environment = service("api")?.environment.map(({ name, value }) => [name, value]);
    expect(environment).toEqual([
      ["DB", "db"],
      ["OTHER", undefined],
    ]);
  });

  it("must put services without networks on the default one, and those with a network_mode on none", () => {
    expect(service("plain")?.networks.map(({ name }) => name)).toEqual(["default"]);
    expect(service("tool")?.networks).toEqual([]);
    expect(model?.networks.map(({ name, internal }) => `${name} ${internal}`)).toEqual([
      "front false",
      "back true",
      "unused false",
      "default false",
    ]);
  });

  it("must know where everything is written", () => {
    expect(service("api")?.range).toEqual({
      file: "compose.yaml",
      start: { line: 9, column: 3 },
      end: { line: 9, column: 6 },
    });
    expect(service("web")?.ports[1]?.range.start).toEqual({ line: 4, column: 22 });
    expect(model?.volumes[0]).toMatchObject({
      name: "data",
      external: true,
      range: { start: { line: 34, column: 3 } },
    });
  });

  it("must be what can be read of a half-typed file", () => {
    const half = composeModel(
      workspace({
        "compose.yaml": 'services:\n  web:\n    image: nginx\n    ports: ["80:80"\n  db:\n    ima',
      }),
    );
    expect(half?.services.map(({ name }) => name)).toContain("web");
  });

  it("must lay an override over its base", () => {
    const both = workspace({
      "compose.yaml": text,
      "compose.override.yaml": 'services:\n  web:\n    image: nginx:1\n    ports: ["81:81"]\n',
    });
    const merged = composeModel(both)?.services[0];
    expect(merged?.image).toBe("nginx:1");
    expect(merged?.ports.map(({ published }) => published)).toEqual([80, 9000, undefined, 81]);
  });

  it("must be absent without a Compose file", () => {
    expect(composeModel(workspace({ "README.md": "" }))).toBeUndefined();
  });
});

describe("the topology", () => {
  const drawn = topology(
    model ?? { entry: "", services: [], networks: [], volumes: [], secrets: [], configs: [] },
  );

  it("must draw the networks that services are on", () => {
    expect(drawn.networks.map(({ name }) => name)).toEqual(["front", "back", "default"]);
  });

  it("must draw only dependencies that exist", () => {
    expect(drawn.services[1]?.dependsOn.map((one) => `${one.service} ${one.condition}`)).toEqual([
      "db service_healthy",
    ]);
  });

  it("must draw every port of a range", () => {
    expect(drawn.services[0]?.ports.map(({ host, container }) => [host, container])).toEqual([
      [80, 80],
      [9000, 90],
      [9001, 91],
      [undefined, 3000],
    ]);
  });

  it("must tell replicas and health checks", () => {
    expect(drawn.services.map(({ name, replicas, health }) => `${name} ${replicas} ${health}`)).toContain(
      "db 3 true",
    );
  });
});

describe("the place of a path", () => {
  it.each([
    [["services", "api", "depends_on", "db", "condition"], "13:13"],
    [["services", "api", "depends_on", "cache"], "12:5"],
    [["services", "web", "depends_on", "api"], "5:18"],
    [["services", "web", "networks", "front"], "6:16"],
    [["services", "web", "healthcheck"], "2:3"],
    [["services", "web", "ports", 1], "4:22"],
    [["networks", "back", "internal"], "31:11"],
    [["services", "nobody"], "1:1"],
  ])("%j must be its nearest line", (path, place) => {
    const found = locate(files, path);
    expect(`${found?.start.line}:${found?.start.column}`).toBe(place);
  });

  it("must be the override's where that has the word", () => {
    const both = workspace({
      "compose.yaml": text,
      "compose.override.yaml": "services:\n  web:\n    healthcheck:\n      test: echo\n",
    });
    expect(locate(both, ["services", "web", "healthcheck", "test"])).toMatchObject({
      file: "compose.override.yaml",
      start: { line: 4 },
    });
    expect(locate(both, ["services", "web", "image"])).toMatchObject({
      file: "compose.yaml",
      start: { line: 3 },
    });
  });

  it("must be absent when nothing of the path exists", () => {
    expect(locate(files, ["secrets", "a"])).toBeUndefined();
    expect(locate([], ["services"])).toBeUndefined();
  });
});

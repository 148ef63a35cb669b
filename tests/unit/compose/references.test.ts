import { describe, expect, it } from "vitest";
import { diagnose } from "../../../lib/compose/diagnose.ts";
import { brief, findings, inspect, repaired, workspace } from "./support.ts";

const web = "services:\n  web:\n    image: nginx\n";

describe("names that are used", () => {
  it.each([
    ["network", `${web}    networks: [front]\n`, "error 4:16 undefined-network"],
    [
      "network of the long form",
      `${web}    networks:\n      front:\n        aliases: [a]\n`,
      "error 5:7 undefined-network",
    ],
    ["volume", `${web}    volumes:\n      - data:/data\n`, "error 5:9 undefined-volume"],
    [
      "volume of the long form",
      `${web}    volumes:\n      - type: volume\n        source: data\n        target: /data\n`,
      "error 6:17 undefined-volume",
    ],
    [
      "path without ./",
      `${web}    volumes:\n      - nginx.conf:/etc/nginx/nginx.conf\n`,
      "error 5:9 volume-looks-like-path",
    ],
    ["secret", `${web}    secrets: [password]\n`, "error 4:15 undefined-secret"],
    [
      "secret of a build",
      "services:\n  web:\n    build:\n      context: .\n      secrets: [token]\n",
      "error 5:17 undefined-secret",
    ],
    [
      "config",
      `${web}    configs:\n      - source: app\n        target: /app\n`,
      "error 5:17 undefined-config",
    ],
    [
      "model beside others",
      `${web}    models: [llm]\nmodels:\n  vision:\n    model: ai/vision\n`,
      "error 4:14 undefined-model",
    ],
    [
      "volume of a template beside others",
      "x-store: &store\n  volumes: [old:/o]\nservices:\n  web:\n    <<: *store\n    image: nginx\nvolumes:\n  fresh:\n",
      "error 2:13 undefined-volume",
    ],
    ["service of depends_on", `${web}    depends_on: [db]\n`, "error 4:18 undefined-service"],
    [
      "service of depends_on's long form",
      `${web}    depends_on:\n      db:\n        condition: service_started\n`,
      "error 5:7 undefined-service",
    ],
    ["service of links", `${web}    links: ["db:database"]\n`, "error 4:13 undefined-service"],
    ["service of network_mode", `${web}    network_mode: service:vpn\n`, "error 4:19 undefined-service"],
    ["service of volumes_from", `${web}    volumes_from: ["store:ro"]\n`, "error 4:20 undefined-service"],
    [
      "service of a build's contexts",
      "services:\n  web:\n    build:\n      context: .\n      additional_contexts: {base: service:gone}\n",
      "error 5:35 undefined-service",
    ],
    ["service of extends", `${web}    extends: base\n`, "error 4:14 undefined-service"],
  ])("an undefined %s must be an error", (_what, text, expected) => {
    expect(findings(text).filter((found) => !found.startsWith("info"))).toEqual([expected]);
  });

  it.each([
    ["a model, in a file that defines none", `${web}    models: [llm]\n`, "warning 4:14 undefined-model"],
    [
      "a network that is joined with options of its driver",
      `${web}    networks:\n      lan:\n        mac_address: 02:42:ac:11:00:02\n`,
      "warning 5:7 undefined-network",
    ],
    [
      "a volume, in a file of bases",
      "services:\n  app:\n    image: nginx\n    volumes: [assets:/srv]\n  web:\n    extends: app\n",
      "warning 4:15 undefined-volume",
    ],
    [
      "a network, in a template",
      "x-node: &node\n  networks: [mesh]\nservices:\n  one:\n    <<: *node\n    image: nginx\n",
      "warning 2:14 undefined-network",
    ],
    [
      "a service, in a template",
      "x-node: &node\n  depends_on: [broker]\nservices:\n  one:\n    <<: *node\n    image: nginx\n",
      "warning 2:16 undefined-service",
    ],
    [
      "a dependency of a service behind a profile",
      `${web}  mail:\n    image: mailpit\n    profiles: [tools]\n    depends_on: [spool]\n`,
      "warning 7:18 undefined-service",
    ],
  ])("%s, that another file may well define must only be warned about", (_what, text, expected) => {
    expect(findings(text).filter((found) => !found.startsWith("info"))).toContain(expected);
    expect(findings(text).filter((found) => found.startsWith("error"))).toEqual([]);
  });

  it("the network called default must need no definition", () => {
    expect(findings(`${web}    networks: [default]\n`)).toEqual([]);
  });

  it("a name that only its author's environment completes must not be called undefined", () => {
    expect(
      findings(`${web}    networks: ["\${NET}"]\n    volumes: ["\${DATA}:/data", "\${X}/y:/z"]\n`),
    ).toEqual([]);
  });

  it("a close name must be offered", () => {
    const text = `${web}    networks: [frontned]\nnetworks:\n  frontend: {}\n`;
    expect(inspect(text)[0]?.message.params).toMatchObject({ name: "frontned", guess: "frontend" });
    expect(repaired(text)).toBe(`${web}    networks: [frontend]\nnetworks:\n  frontend: {}\n`);
  });

  it("a missing definition must be added where it belongs", () => {
    expect(repaired(`${web}    networks: [front]\n`)).toBe(
      `${web}    networks: [front]\n\nnetworks:\n  front:\n`,
    );
    const volumes = `${web}    volumes:\n      - data:/data\nvolumes:\n  other: {}\n`;
    expect(repaired(volumes)).toBe(
      `${web}    volumes:\n      - data:/data\nvolumes:\n  data:\n  other: {}\n`,
    );
    const path = `${web}    volumes:\n      - conf/nginx.conf:/etc/nginx/nginx.conf\n`;
    expect(repaired(path)).toContain("- ./conf/nginx.conf:/etc");
  });
});

describe("files that are parts of several", () => {
  const partial = 'services:\n  web:\n    ports: ["8080:80"]\n    depends_on: [db]\n    networks: [front]\n';

  it("an override without its base must only be warned about", () => {
    const found = diagnose(workspace({ "compose.override.yaml": partial }), {
      entry: "compose.override.yaml",
      missingFilesKnown: false,
    });
    expect(found.map(({ severity }) => severity)).toEqual(["warning", "warning", "warning"]);
  });

  it("an override must be laid over its base", () => {
    const base = "services:\n  web:\n    image: nginx\n  db:\n    image: redis\nnetworks:\n  front: {}\n";
    const files = workspace({
      "compose.yaml": base,
      "compose.override.yaml": partial.replace("front", "back"),
    });
    const found = diagnose(files, { missingFilesKnown: true });
    expect(found.map(({ range, message }) => `${range.file} ${message.code}`)).toEqual([
      "compose.override.yaml compose.undefined-network",
      "compose.yaml compose.unused",
    ]);
  });

  it("an excerpt in which no service can run must only be warned about", () => {
    expect(findings(partial).every((found) => found.startsWith("warning"))).toBe(true);
  });

  it("the entry of a workspace that is known whole must stand for itself", () => {
    const found = diagnose(workspace({ "compose.yaml": 'services:\n  web:\n    ports: ["80:80"]\n' }), {
      missingFilesKnown: true,
    });
    expect(brief(found)).toEqual(["error 2:3 no-image-or-build"]);
  });

  it("one service without an image among others that have one must be an error", () => {
    expect(findings(`${web}  api:\n    ports: ["80:80"]\n`)).toEqual(["error 4:3 no-image-or-build"]);
  });

  it("what an unreadable include may define must not be called undefined", () => {
    const text = `include: [other.yaml]\n${web}    depends_on: [db]\n    networks: [back]\n`;
    expect(diagnose(workspace({ "compose.yaml": text }), { missingFilesKnown: false })).toEqual([]);
  });

  it("what an include defines must count, and what it lacks must be missing", () => {
    const text = `include:\n  - path: parts/other.yaml\n${web}    depends_on: [db, cache]\n    networks: [back]\n`;
    const other = "services:\n  db:\n    image: redis\nnetworks:\n  back: {}\n";
    const found = diagnose(workspace({ "compose.yaml": text, "parts/other.yaml": other }), {
      missingFilesKnown: true,
    });
    expect(brief(found)).toContain("error 6:22 undefined-service");
    expect(found.filter(({ severity }) => severity === "error")).toHaveLength(1);
  });

  it("a service must get its image from what it extends, in its own file or another", () => {
    const own =
      "services:\n  base:\n    image: nginx\n  web:\n    extends: base\n  api:\n    extends:\n      file: common.yaml\n      service: app\n";
    const files = workspace({ "compose.yaml": own, "common.yaml": "services:\n  app:\n    image: redis\n" });
    expect(diagnose(files, { missingFilesKnown: true })).toEqual([]);
  });

  it("services that extend each other must be shown as a circle", () => {
    const text =
      "services:\n  a:\n    image: nginx\n    extends: b\n  b:\n    image: nginx\n    extends: a\n";
    expect(inspect(text)[0]?.message).toMatchObject({
      code: "compose.extends-cycle",
      params: { cycle: "a → b → a" },
    });
  });
});

describe("services that wait for each other", () => {
  it("a circle must be shown whole, once", () => {
    const text =
      "services:\n  a:\n    image: x\n    depends_on: [b]\n  b:\n    image: x\n    depends_on: [c]\n  c:\n    image: x\n    network_mode: service:a\n";
    const found = inspect(text);
    expect(brief(found)).toEqual(["error 10:19 dependency-cycle"]);
    expect(found[0]?.message.params).toEqual({ cycle: "a → b → c → a" });
  });

  it("a service that waits for itself must be told so", () => {
    expect(findings(`${web}    depends_on: [web]\n`)).toEqual(["error 4:18 depends-on-itself"]);
  });

  it("two ways to one service must be no circle", () => {
    const text =
      "services:\n  a:\n    image: x\n    depends_on: [b, c]\n  b:\n    image: x\n    depends_on: [c]\n  c:\n    image: x\n";
    expect(findings(text)).toEqual([]);
  });
});

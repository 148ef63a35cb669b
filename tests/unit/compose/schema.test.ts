import { describe, expect, it } from "vitest";
import { findings, inspect, repaired } from "./support.ts";

const web = "services:\n  web:\n    image: nginx\n";

describe("what the Compose specification's schema does not allow", () => {
  it.each([
    ["a misspelt key", `${web}    depnds_on: []\n`, "error 4:5 unknown-key-guess"],
    ["a misspelt section", "service:\n  web:\n    image: nginx\n", "error 1:1 unknown-key-guess"],
    ["a key that nothing resembles", `${web}    colour: red\n`, "error 4:5 unknown-key"],
    ["a key of deploy right under the service", `${web}    replicas: 2\n`, "error 4:5 misplaced-key"],
    ["a key of healthcheck right under the service", `${web}    interval: 5s\n`, "error 4:5 misplaced-key"],
    ["a top-level section inside a service", `${web}    services: {}\n`, "error 4:5 key-belongs-to-root"],
    [
      "a service's key inside its healthcheck",
      `${web}    healthcheck:\n      test: echo\n      ports: []\n`,
      "error 6:7 key-belongs-to-service",
    ],
    ["a service outside of services", "web:\n  image: nginx\n", "error 1:1 service-at-root"],
    ["a service's key at the top", "image: nginx\n", "error 1:1 service-key-at-root"],
    [
      "a service's key in the place of a name",
      "services:\n  image: nginx\n",
      "error 2:10 service-key-at-services",
    ],
    ["a name with a blank", 'services:\n  "my web":\n    image: nginx\n', "error 2:3 invalid-name"],
    ["a number for a text", `${web}    user: 1000\n`, "error 4:11 wrong-type"],
    ["a text for a list", `${web}    ports: "80:80"\n`, "error 4:12 wrong-type"],
    ["a text for a mapping or a list", `${web}    depends_on: db\n`, "error 4:17 wrong-type"],
    ["a list for a mapping", `${web}    healthcheck:\n      - test\n`, "error 4:5 wrong-type"],
    ["an empty key", `${web}    ports:\n`, "error 4:5 empty-value"],
    ["an empty section", `${web}volumes:\n`, "error 4:1 empty-value"],
    [
      "a missing key of a long form",
      `${web}    volumes:\n      - source: data\n        target: /data\nvolumes:\n  data: {}\n`,
      "error 5:9 missing-key",
    ],
    [
      "a value out of a choice",
      `${web}    depends_on:\n      db:\n        condition: healthy\n  db:\n    image: nginx\n`,
      "error 6:20 wrong-choice-guess",
    ],
    [
      "a text split by its colon",
      `${web}    volumes:\n      - ./data: /data\n`,
      "error 5:9 item-split-by-colon",
    ],
    [
      "an environment item split by its colon",
      `${web}    environment:\n      - A: b\n`,
      "error 5:9 item-split-by-colon",
    ],
    [
      "an unknown key of a long port",
      `${web}    ports:\n      - target: 80\n        publish: 80\n`,
      "error 6:9 unknown-key-guess",
    ],
    ["a container name of one sign", `${web}    container_name: w\n`, "error 4:21 container-name-form"],
    ["a pull policy that does not exist", `${web}    pull_policy: sometimes\n`, "error 4:18 wrong-choice"],
    ["an environment value that is a list", `${web}    environment:\n      A: [b]\n`, "error 5:7 wrong-type"],
  ])("%s must be explained where it is", (_what, text, expected) => {
    expect(findings(text).filter((found) => found.startsWith("error"))).toEqual([expected]);
  });

  it("a version that is a number must be an error and its line deletable", () => {
    expect(findings(`version: 3.8\n${web}`)).toContain("error 1:10 wrong-type");
    expect(inspect(`version: 3.8\n${web}`).flatMap(({ fix }) => fix?.title.code ?? [])).toContain(
      "compose.fix-delete-line",
    );
  });

  it.each([
    [`${web}    depnds_on: []\n`, `${web}    depends_on: []\n`],
    [`${web}    user: 1000\n`, `${web}    user: "1000"\n`],
    [`${web}    ports: "80:80"\n`, `${web}    ports: ["80:80"]\n`],
    [`${web}    depends_on: db\n`, `${web}    depends_on: ["db"]\n`],
    [`${web}    ports:\n`, web],
    [`${web}    volumes:\n      - ./data: /data\n`, `${web}    volumes:\n      - ./data:/data\n`],
    [`${web}    environment:\n      - A: b\n`, `${web}    environment:\n      - A=b\n`],
  ])("must be repaired by its fix: %j", (text, expected) => {
    expect(repaired(text)).toBe(expected);
  });

  it("a choice among several forms must be reported once, for the form that was meant", () => {
    const found = inspect(`${web}    networks:\n      front:\n        alias: [a]\nnetworks:\n  front: {}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatchObject({
      code: "compose.unknown-key-guess",
      params: { key: "alias", guess: "aliases" },
    });
  });

  it("a value that a variable decides must not be called wrong", () => {
    const text = `${web}    pull_policy: \${POLICY}\n    container_name: \${N}\n    deploy:\n      replicas: \${COUNT}\n    depends_on:\n      db:\n        condition: \${CONDITION}\n  db:\n    image: \${IMAGE:-nginx}\n`;
    expect(findings(text).filter((found) => found.startsWith("error"))).toEqual([]);
  });
});

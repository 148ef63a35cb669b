import { describe, expect, test } from "vitest";
import { decideFilters, type FilterKind } from "../../../sandbox-runner/gate/objects/filters.ts";
import { matchesGlob } from "../../../sandbox-runner/gate/objects/glob.ts";
import { container, hex, inventory, refusal, sandbox } from "./support.ts";

const has = inventory({ containers: [container("db")] });
const decide = (filters: unknown, kind: FilterKind = "containers") =>
  decideFilters(typeof filters === "string" ? filters : JSON.stringify(filters), kind, {
    sandbox,
    inventory: has,
  });
const own = ["composelab.instance=0123456789ab", "composelab.sandbox=sabc123456", "composelab.role=tenant"];

describe("filters", () => {
  const labelled: FilterKind[] = [
    "containers",
    "networks",
    "volumes",
    "prune-containers",
    "prune-networks",
    "prune-volumes",
    "prune-images",
  ];
  test.each(labelled)("of %s must always hold the sandbox's labels", (kind) => {
    for (const text of [
      undefined,
      "",
      "{}",
      '{"label":[]}',
      '{"label":["a=b"]}',
      '{"label":{"composelab.sandbox=sxyz987654":true}}',
    ]) {
      const { query } = decideFilters(text, kind, { sandbox, inventory: has });
      expect(JSON.parse(query).label).toEqual(expect.arrayContaining(own));
    }
  });

  test("both forms must be read alike", () => {
    expect(decide({ status: ["running"] }).query).toBe(decide({ status: { running: true } }).query);
  });

  test.each([
    "[]",
    '"x"',
    "1",
    "{",
    '{"status":"running"}',
    '{"status":{"running":false}}',
    '{"status":[1]}',
    '{"unknown":["x"]}',
    '{"Label":["a"]}',
    '{"toString":["a"]}',
    '{"is-task":["x"],"volume!":["y"]}',
  ])("%s must be refused", (text) => expect(refusal(() => decide(text)).status).toBe(400));

  test("names must be compared with the student's", () => {
    const { query, keep } = decide({ name: ["^/work-db-1$", "web"] });
    expect(JSON.parse(query)).not.toHaveProperty("name");
    expect(keep({ Names: ["/work-db-1"] })).toBe(true);
    expect(keep({ Names: ["/work-db-10"] })).toBe(false);
    expect(keep({ Names: ["/my-web"] })).toBe(true);
    expect(decide({ name: ["^work_default$"] }, "networks").keep({ Name: "work_default" })).toBe(true);
  });

  test("a pattern that needs more must go to the engine, for this sandbox's names", () => {
    expect(JSON.parse(decide({ name: ["(a+)+$"] }).query).name).toEqual(["^/?sabc123456--.*(?:(a+)+$)"]);
    expect(JSON.parse(decide({ name: ["^/(db|web)$"] }).query).name).toEqual([
      "^/?sabc123456--(?:(db|web)$)",
    ]);
    expect(JSON.parse(decide({ name: ["x|^other"] }, "networks").query).name).toEqual([
      "^sabc123456--.*(?:x|^other)",
    ]);
  });

  test("references must become the engine's", () => {
    const query = JSON.parse(
      decide({ network: ["work_default"], volume: ["data", "/x"], ancestor: ["nginx:alpine"], since: ["db"] })
        .query,
    );
    expect(query).toMatchObject({
      network: [hex("b")],
      volume: ["sabc123456--data", "/x"],
      ancestor: [`sha256:${hex("1")}`],
      since: [hex("a")],
    });
    expect(refusal(() => decide({ before: ["foreign"] })).status).toBe(404);
    expect(JSON.parse(decide({ network: ["foreign"], volume: ["foreign"] }).query)).toMatchObject({
      network: ["sabc123456--foreign"],
      volume: ["sabc123456--foreign"],
    });
  });

  test("published ports must be those of the virtual host", () => {
    const { keep } = decide({ publish: ["8080", "9000-9010/udp"] });
    expect(keep({ Ports: [{ PublicPort: 8080, Type: "tcp" }] })).toBe(true);
    expect(keep({ Ports: [{ PublicPort: 9005, Type: "tcp" }] })).toBe(false);
    expect(keep({ Ports: [{ PublicPort: 9005, Type: "udp" }] })).toBe(true);
    expect(keep({ Ports: [{ PrivatePort: 8080, Type: "tcp" }] })).toBe(false);
  });

  test("images must be listed by the names that match", () => {
    const { apply, query } = decide({ reference: ["nginx", "mi*:1"] }, "images");
    expect(query).toBe("");
    const views = [
      { RepoTags: ["nginx:alpine", "other:1"] },
      { RepoTags: ["mine:1"] },
      { RepoTags: ["a/mine:1"] },
    ];
    expect(apply(views)).toEqual([{ RepoTags: ["nginx:alpine"] }, { RepoTags: ["mine:1"] }]);
    expect(decide({ dangling: ["true"] }, "images").keep({ RepoTags: [] })).toBe(true);
    expect(decide({ dangling: ["false"] }, "images").keep({ RepoTags: [] })).toBe(false);
  });

  test("a prune of networks must leave the sandbox's bridge", () => {
    expect(JSON.parse(decide({}, "prune-networks").query).label).toContain("composelab.prunable");
  });
});

describe("event filters", () => {
  const event = {
    Type: "container",
    Action: "exec_start: sh",
    Actor: { ID: hex("a"), Attributes: { name: "work-db-1", image: "nginx:alpine", a: "b" } },
  };
  const kept: [unknown, boolean][] = [
    [{}, true],
    [{ container: ["work-db-1"] }, true],
    [{ container: [hex("a").slice(0, 12)] }, true],
    [{ container: ["other"] }, false],
    [{ image: ["nginx"] }, true],
    [{ image: ["nginx:alpine"] }, true],
    [{ image: ["redis"] }, false],
    [{ label: ["a=b"] }, true],
    [{ label: ["a", "c"] }, false],
    [{ event: ["exec_start"] }, true],
    [{ event: ["die"] }, false],
    [{ type: ["container"], scope: ["local"] }, true],
    [{ type: ["network"] }, false],
  ];
  test.each(kept)("%j must keep the event: %s", (filters, expected) => {
    expect(decide(filters, "events").keep(event)).toBe(expected);
  });

  test("the engine must be told no names", () => {
    expect(
      JSON.parse(decide({ container: ["x"], type: ["container"], event: ["die"] }, "events").query),
    ).toEqual({
      type: ["container"],
      event: ["die"],
    });
  });
});

test("a glob must match as the engine's, and never be slow", () => {
  const cases: [string, string, boolean][] = [
    ["nginx", "nginx", true],
    ["ng*", "nginx", true],
    ["*", "a/b", false],
    ["*/b", "a/b", true],
    ["n?inx", "nginx", true],
    ["n?inx", "n/inx", false],
    ["", "", true],
    ["*a*b", "xaxb", true],
  ];
  for (const [pattern, text, expected] of cases) expect(matchesGlob(pattern, text)).toBe(expected);
  const start = performance.now();
  matchesGlob("*a".repeat(120), "a".repeat(10_000));
  expect(performance.now() - start).toBeLessThan(3000);
});

describe("the networks that every engine has", () => {
  const bridge = { Name: "bridge", Id: hex("9"), Driver: "bridge" };
  test.each([
    [{}, true],
    [{ driver: ["bridge"] }, true],
    [{ driver: ["null"] }, false],
    [{ scope: ["local"], type: ["builtin"] }, true],
    [{ scope: ["swarm"] }, false],
    [{ type: ["custom"] }, false],
    [{ id: ["99"] }, true],
    [{ id: ["8"] }, false],
    [{ name: ["bri"] }, true],
    [{ label: ["com.docker.compose.project=work"] }, false],
    [{ dangling: ["true"] }, false],
    [{ dangling: ["false"] }, true],
  ])("must be found by %j: %s", (filters, found) => {
    expect(decide(filters, "networks").applyPredefined([bridge])).toEqual(found ? [bridge] : []);
  });
});

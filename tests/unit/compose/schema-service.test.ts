import { describe, expect, it } from "vitest";
import { completionsAt, hoverAt } from "../../../lib/compose/schema-service.ts";
import { keysAt } from "../../../lib/compose/schema-walk.ts";
import { catalogues } from "../../../lib/i18n/catalogues.ts";
import { translate } from "../../../lib/i18n/translate.ts";

/** `|` marks the cursor. */
function at<Result>(marked: string, ask: (text: string, offset: number) => Result): Result {
  const offset = marked.indexOf("|");
  return ask(marked.slice(0, offset) + marked.slice(offset + 1), offset);
}

function labels(marked: string): string[] {
  return at(marked, completionsAt)?.items.map(({ label }) => label) ?? [];
}

const rest =
  "\n  db:\n    image: postgres\nnetworks:\n  front: {}\n  back: {}\nvolumes:\n  data: {}\nsecrets:\n  password: {file: a}\n";

describe("completion", () => {
  it("must offer the sections at the top", () => {
    expect(labels("|")[0]).toBe("services");
    expect(labels("net|")).toEqual(["networks"]);
  });

  it("must offer a service's keys, the common ones first, without those that are there", () => {
    const offered = labels(`services:\n  web:\n    image: nginx\n    |${rest}`);
    expect(offered.slice(0, 3)).toEqual(["build", "command", "ports"]);
    expect(offered).not.toContain("image");
    expect(offered).toContain("healthcheck");
  });

  it("must insert what comes after the key, indented below it", () => {
    const items = at("services:\n  web:\n    |", completionsAt)?.items ?? [];
    const insert = (label: string) => items.find((item) => item.label === label)?.insert;
    expect([insert("image"), insert("ports"), insert("healthcheck")]).toEqual([
      "image: ",
      "ports:\n      - ",
      "healthcheck:\n      ",
    ]);
  });

  it.each([
    [`services:\n  web:\n    depends_on:\n      - |${rest}`, ["db"]],
    [`services:\n  web:\n    depends_on:\n      |${rest}`, ["db"]],
    [`services:\n  web:\n    depends_on: [|]${rest}`, ["db"]],
    [`services:\n  web:\n    networks:\n    - f|${rest}`, ["front"]],
    [`services:\n  web:\n    networks: [front, b|]${rest}`, ["back"]],
    [`services:\n  web:\n    secrets: [|]${rest}`, ["password", "source", "target", "uid", "gid", "mode"]],
    [
      "services:\n  web:\n    depends_on:\n      db:\n        condition: |",
      ["service_started", "service_healthy", "service_completed_successfully"],
    ],
    ["services:\n  web:\n    depends_on: {db: {condition: service_h|", ["service_healthy"]],
    ["services:\n  web:\n    restart: |", ["no", "always", "on-failure", "unless-stopped"]],
    ["services:\n  web:\n    tty: |", ["true", "false"]],
    ["services:\n  web:\n    deploy:\n      rep|", ["replicas"]],
    ["services:\n  web:\n    ports:\n      - target: 80\n        prot|", ["protocol"]],
    ["networks:\n  front:\n    int|", ["internal"]],
    ["networks:\n  front:\n    driver: b|", ["bridge"]],
  ])("must offer what fits at %j", (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });

  it("must offer volumes as the beginning of a mount", () => {
    const items = at(`services:\n  web:\n    volumes:\n      - d|${rest}`, completionsAt)?.items;
    expect(items?.map(({ insert }) => insert)).toEqual(["data:"]);
  });

  it("must replace the whole word that is there", () => {
    expect(at("services:\n  web:\n    im|ge: x", completionsAt)).toMatchObject({ from: 21, to: 25 });
  });

  it("must offer nothing in comments and in unknown places", () => {
    expect(labels("services:\n  web:\n    # im|")).toEqual([]);
    expect(labels("services:\n  web:\n    image: |")).toEqual([]);
    expect(labels("x-any:\n  a|")).toEqual([]);
  });

  it("must quote no, which older readers take for false", () => {
    const items = at("services:\n  web:\n    restart: n|", completionsAt)?.items;
    expect(items?.map(({ insert }) => insert)).toEqual(['"no"']);
  });
});

describe("hover", () => {
  it("must explain the key under the pointer in the reader's language", () => {
    const hover = at(
      "services:\n  web:\n    depends_on:\n      db:\n        condi|tion: service_healthy\n",
      hoverAt,
    );
    expect(hover).toMatchObject({
      key: "condition",
      from: 51,
      to: 60,
      type: "text",
      values: ["service_started", "service_healthy", "service_completed_successfully"],
    });
    expect(hover?.description && translate(hover.description, "ko")).toBe("무엇을 기다릴지 정합니다.");
  });

  it("must fall back to the specification's own words", () => {
    const hover = at("services:\n  web:\n    oom_score_|adj: 1\n", hoverAt);
    expect(hover?.description && translate(hover.description, "en")).toMatch(/OOM/);
  });

  it("must be silent beside keys and for unknown ones", () => {
    expect(at("services:\n  web:\n    image: ng|inx\n", hoverAt)).toBeUndefined();
    expect(at("services:\n  web:\n    colo|ur: red\n", hoverAt)).toBeUndefined();
  });
});

describe("the words for keys", () => {
  it("must belong to keys that exist", () => {
    const tops: Record<string, string> = {
      service: "services",
      network: "networks",
      volume: "volumes",
      secret: "secrets",
      config: "configs",
    };
    const names = Object.keys(catalogues.ko.compose ?? {}).filter((name) => name.startsWith("about-"));
    expect(names.length).toBeGreaterThan(80);
    for (const name of names) {
      const [, first = "", ...steps] = name.split("-");
      const section = tops[first];
      const path: (string | number)[] = section && steps.length > 0 ? [section, "x"] : [];
      const last = section && steps.length > 0 ? (steps.pop() ?? "") : first;
      for (const step of steps) path.push(step);
      const places = [path, [...path, 0], [...path, "x"]];
      expect(
        places.some((place) => keysAt(place).has(last)),
        name,
      ).toBe(true);
    }
  });
});

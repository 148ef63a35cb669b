import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/grading/judge.ts";
import { callsOf, couldRead, projectsOf } from "../../../lib/grading/projects.ts";
import type { Snapshot } from "../../../lib/grading/snapshot.ts";
import { stepSchema } from "../../../lib/grading/vocabulary/steps.ts";
import { composeCommand, type With, withKey, withSchema } from "../../../lib/grading/vocabulary/with.ts";
import { serviceOf } from "../../../sandbox-runner/grading/labels.ts";
import { check, snapshot } from "./observed.ts";

const prod: With = {
  project: "prod",
  files: ["compose.yaml", "compose.prod.yaml"],
  profiles: ["debug"],
  envFile: ".env.prod",
  env: { TAG: "2", WORDS: "it's two" },
};

describe("a way of calling Compose", () => {
  it("must be written as a person would type it", () => {
    expect(composeCommand(prod, ["up", "-d"])).toBe(
      "TAG=2 WORDS='it'\\''s two' docker compose -p prod -f compose.yaml -f compose.prod.yaml --profile debug " +
        "--env-file .env.prod up -d",
    );
    expect(composeCommand(undefined, ["config"])).toBe("docker compose config");
  });

  it("must have one key, whatever the order of its keys, and another key with other files", () => {
    expect(withKey({ env: { B: "2", A: "1" }, project: "x" })).toBe(
      withKey({ project: "x", env: { A: "1", B: "2" } }),
    );
    expect(withKey({ files: ["a", "b"] })).not.toBe(withKey({ files: ["b", "a"] }));
  });

  it.each(["/etc/passwd", "../up.yaml", "a/../../b", "-f", "a//b", ""])(
    "must not name the file %j, which is outside the workspace or no path",
    (file) => {
      expect(withSchema.safeParse({ files: [file] }).success).toBe(false);
      expect(withSchema.safeParse({ envFile: file }).success).toBe(false);
    },
  );
});

describe("checks of the model", () => {
  const configs: Snapshot["configs"] = {
    [withKey(prod)]: {
      model: { name: "prod", services: { api: { image: "lab/api:2" } } },
      words: "",
      what: "docker compose -f …",
      at: "2026-11-23T12:00:00.000Z",
    },
  };

  it("must read what Compose made of the files that are named, and no other", () => {
    const image = { type: "model-path", path: ["services", "api", "image"], expect: { equals: "lab/api:2" } };
    expect(judge(check({ ...image, with: prod }), snapshot({ configs })).status).toBe("passed");
    expect(judge(check(image), snapshot({ configs })).message.code).toBe("grading.path-missing");
  });

  it("must fail when Compose was never called so", () => {
    for (const fields of [
      { type: "accepted" },
      { type: "refused", matches: "required" },
      { type: "model-path", path: ["name"], expect: { exists: false } },
      { type: "depends-on", service: "api", on: "db", condition: "service_started" },
      { type: "on-networks", service: "api" },
    ]) {
      expect(judge(check({ ...fields, with: { project: "x" } }), snapshot()).message.code).toBe(
        "grading.not-observed",
      );
    }
  });
});

describe("a stage that reads files", () => {
  const readable = { model: { name: "work", services: {} }, words: "", what: "", at: "" };
  const unreadable = { words: "required variable PORT is missing a value", what: "", at: "" };
  const plain = check({ type: "accepted" });
  const asProd = check({ type: "accepted", with: prod });
  const refused = check({ type: "refused", matches: "PORT" });

  it("must have worked when Compose could read what its checks are about", () => {
    const onlyProd = { config: unreadable, configs: { [withKey(prod)]: readable } };
    expect(couldRead({ checks: [asProd] }, onlyProd)).toBe(true);
    expect(couldRead({ checks: [asProd, refused] }, onlyProd)).toBe(true);
    expect(couldRead({ checks: [asProd, plain] }, onlyProd)).toBe(false);
    expect(couldRead({ checks: [asProd] }, { config: readable, configs: {} })).toBe(false);
    expect(couldRead({ checks: [plain] }, { config: readable, configs: {} })).toBe(true);
    expect(couldRead({ checks: [] }, { config: unreadable, configs: {} })).toBe(false);
  });
});

describe("refused", () => {
  const refused = check({ type: "refused", matches: "required variable PASSWORD" });
  const judged = (config: Partial<Snapshot["config"]>) =>
    judge(refused, snapshot({ config: { words: "", what: "", at: "", ...config } })).message.code;

  it("must hold for the reason that is meant only", () => {
    expect(judged({ words: "required variable PASSWORD is missing a value: set it" })).toBe(
      "grading.refused",
    );
    expect(judged({ words: "yaml: line 3: mapping values are not allowed" })).toBe(
      "grading.refused-otherwise",
    );
    expect(judged({ model: { name: "work", services: {} } })).toBe("grading.not-refused");
  });
});

describe("projects", () => {
  const stages = [
    {
      id: "up",
      title: { ko: "", en: "" },
      needs: [],
      steps: [stepSchema.parse({ id: "dev-up", act: "up", with: { project: "dev" } })],
      checks: [check({ type: "running", service: "stage/api" }), check({ type: "accepted", with: prod })],
    },
  ];

  it("must be known from `with` and from services that are named by them", () => {
    expect([...projectsOf(stages)].sort()).toEqual(["dev", "prod", "stage"]);
    expect(stages.flatMap(callsOf)).toEqual([prod]);
  });

  it("must stand before a service only where the exercise names them", () => {
    const labels = { "com.docker.compose.service": "api", "com.docker.compose.project": "dev" };
    expect(serviceOf(labels, new Set(["dev"]))).toBe("dev/api");
    expect(serviceOf(labels, new Set())).toBe("api");
    expect(serviceOf({ ...labels, "com.docker.compose.oneoff": "True" }, new Set())).toBeUndefined();
    expect(serviceOf({}, new Set())).toBeUndefined();
  });
});

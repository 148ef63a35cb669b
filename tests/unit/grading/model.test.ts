import { describe, expect, it } from "vitest";
import type { ConfigModel } from "../../../lib/grading/config-model.ts";
import { judge } from "../../../lib/grading/judge.ts";
import type { Snapshot } from "../../../lib/grading/snapshot.ts";
import { check, snapshot } from "./observed.ts";

function withModel(services: ConfigModel["services"]): Snapshot {
  const base = snapshot();
  return snapshot({ config: { ...base.config, model: { name: "work", services } } });
}

const rejected = snapshot({
  config: { ...snapshot().config, model: undefined, words: "yaml: line 3: oops" },
});

describe("a file that Compose rejects", () => {
  it.each([
    { type: "accepted" },
    { type: "model-path", path: ["services"], expect: { exists: true } },
    { type: "model-path", path: ["version"], of: "written", expect: { exists: false } },
    { type: "depends-on", service: "api", on: "db", condition: "service_healthy" },
    { type: "on-networks", service: "api", excludes: ["other"] },
  ])("must fail $type by Compose's own words", (fields) => {
    const verdict = judge(check(fields), rejected);
    expect(verdict.status).toBe("failed");
    expect(verdict.message).toEqual({ code: "grading.rejected", params: { words: "yaml: line 3: oops" } });
  });
});

describe("model-path", () => {
  const model = withModel({ db: { restart: "always", labels: null } });
  const path = ["services", "db", "restart"];

  it.each([
    [{ exists: true }, "passed"],
    [{ exists: false }, "failed"],
    [{ equals: "always" }, "passed"],
    [{ equals: "no" }, "failed"],
    [{ matches: "^(always|unless-stopped)$" }, "passed"],
    [{ matches: "^no$" }, "failed"],
  ])("must judge %j", (expectation, status) => {
    expect(judge(check({ type: "model-path", path, expect: expectation }), model).status).toBe(status);
  });

  it("must take a value of null for none", () => {
    const absent = check({
      type: "model-path",
      path: ["services", "db", "labels"],
      expect: { exists: false },
    });
    expect(judge(absent, model).status).toBe("passed");
  });

  it("must not let a missing value match anything", () => {
    const anything = check({ type: "model-path", path: ["services", "db", "nope"], expect: { matches: "" } });
    expect(judge(anything, model).message.code).toBe("grading.path-missing");
  });

  it("must not find what objects bring along", () => {
    const inherited = check({ type: "model-path", path: ["constructor"], expect: { exists: true } });
    expect(judge(inherited, model).status).toBe("failed");
  });
});

describe("depends-on", () => {
  const waits = check({ type: "depends-on", service: "api", on: "db", condition: "service_healthy" });
  const on = (service: string, condition: string) => ({ depends_on: { [service]: { condition } } });

  it("must hold for the condition itself", () => {
    expect(judge(waits, withModel({ api: on("db", "service_healthy"), db: {} })).status).toBe("passed");
  });

  it("must hold through a service between them", () => {
    const model = withModel({
      api: on("migrate", "service_completed_successfully"),
      migrate: on("db", "service_healthy"),
      db: {},
    });
    expect(judge(waits, model).status).toBe("passed");
  });

  it("must name the condition that stands there", () => {
    const verdict = judge(waits, withModel({ api: on("db", "service_started"), db: {} }));
    expect(verdict.message.code).toBe("grading.depends-on-other-condition");
    expect(verdict.message.params.found).toBe("service_started");
    expect(verdict.about).toEqual(["services", "api", "depends_on", "db"]);
  });

  it("must end on a circle of services", () => {
    const model = withModel({ api: on("b", "service_healthy"), b: on("api", "service_healthy"), db: {} });
    expect(judge(waits, model).message.code).toBe("grading.depends-on-missing");
  });

  it("must fail where a service does not exist", () => {
    expect(judge(waits, withModel({ api: {} })).message.code).toBe("grading.no-such-service");
  });
});

describe("on-networks", () => {
  const db = check({ type: "on-networks", service: "db", includes: ["backend"], excludes: ["frontend"] });

  it.each([
    [["backend"], "grading.on-networks"],
    [["frontend"], "grading.network-missing"],
    [["backend", "frontend"], "grading.network-unwanted"],
  ])("must judge a service on %j", (networks, code) => {
    const model = withModel({ db: { networks: Object.fromEntries(networks.map((name) => [name, null])) } });
    expect(judge(db, model).message.code).toBe(code);
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { doctor } from "../../../cli/doctor.ts";

let dataDirectory: string;
let output: string;

/** Without an engine and a database. */
beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-doctor-"));
  const environment = {
    LC_ALL: "C.UTF-8",
    COMPOSELAB_LOCALE: "",
    COMPOSELAB_DATA_DIR: dataDirectory,
    COMPOSELAB_ENGINE: "none",
    DATABASE_URL: "",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  output = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(dataDirectory, { recursive: true, force: true });
});

describe("composelab doctor", () => {
  test("must name each problem with what to do, and end with 1", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://a:b@127.0.0.1:1/c");
    expect(await doctor(["--json"])).toBe(1);
    const report = JSON.parse(output);
    expect(report.status).toBe("problems");
    const problems = report.findings.filter((one: { status: string }) => one.status === "problem");
    expect(problems.map((one: { code: string }) => one.code)).toEqual([
      "engine.switched-off",
      "engine.doctor-database-away",
    ]);
    expect(problems[1].remedies[0].text).toContain("DATABASE_URL");
  });

  test.each([
    ["the terminal's language", [], "해결할 문제가 1개 있습니다."],
    ["the language that is asked for", ["--lang", "en"], "1 problem to solve."],
  ])("must speak %s", async (_, args, summary) => {
    vi.stubEnv("LC_ALL", "ko_KR.UTF-8");
    await doctor(args);
    expect(output).toContain(summary);
  });

  test("must list settings that cannot be used in place of failing", async () => {
    vi.stubEnv("COMPOSELAB_PORT", "many");
    vi.stubEnv("COMPOSELAB_SUBNETS", "here");
    expect(await doctor([])).toBe(1);
    expect(output).toMatch(/COMPOSELAB_PORT=many/);
    expect(output).toMatch(/COMPOSELAB_SUBNETS=here/);
  });
});

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-doctor-"));
});

afterEach(async () => {
  await rm(dataDirectory, { recursive: true, force: true });
});

/** The command in a process of its own, without an engine and a database. */
async function doctor(args: string[], environment: Record<string, string> = {}) {
  const program = path.resolve(import.meta.dirname, "../../../cli/doctor.ts");
  const script = `import(${JSON.stringify(program)}).then(async (m) => { process.exitCode = await m.doctor(${JSON.stringify(args)}) })`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      LC_ALL: "C.UTF-8",
      COMPOSELAB_LOCALE: "",
      COMPOSELAB_DATA_DIR: dataDirectory,
      COMPOSELAB_ENGINE: "none",
      DATABASE_URL: "",
      ...environment,
    },
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exit, stdout, stderr };
}

describe("composelab doctor", () => {
  test("must name each problem with what to do, and end with 1", async () => {
    const { exitCode, stdout } = await doctor(["--json"], { DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" });
    expect(exitCode).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.status).toBe("problems");
    const problems = report.findings.filter((one: { status: string }) => one.status === "problem");
    expect(problems.map((one: { code: string }) => one.code)).toEqual([
      "engine.switched-off",
      "engine.doctor-database-away",
    ]);
    expect(problems[1].remedies[0].text).toContain("DATABASE_URL");
  });

  test("must speak the terminal's language, and the one that is asked for", async () => {
    expect((await doctor([], { LC_ALL: "ko_KR.UTF-8" })).stdout).toContain("해결할 문제가 1개 있습니다.");
    expect((await doctor(["--lang", "en"], { LC_ALL: "ko_KR.UTF-8" })).stdout).toContain(
      "1 problem to solve.",
    );
  });

  test("must list settings that cannot be used in place of failing", async () => {
    const { exitCode, stdout } = await doctor([], { COMPOSELAB_PORT: "many", COMPOSELAB_SUBNETS: "here" });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/COMPOSELAB_PORT=many/);
    expect(stdout).toMatch(/COMPOSELAB_SUBNETS=here/);
  });

  test("must refuse arguments that it does not know with 2 and its usage", async () => {
    const { exitCode, stderr } = await doctor(["--verbose"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("bin/composelab doctor [--json]");
  });
});

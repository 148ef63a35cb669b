import { rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { settingRows } from "../../../lib/config/setting-rows.ts";
import { Newcomer } from "./newcomer.ts";

const kinds = (newcomer: Newcomer) => newcomer.calls().map((call) => call.split(" ")[0]);

test("the help must list every setting before anything is installed", async () => {
  const newcomer = new Newcomer();
  const { code, output } = await newcomer.start("--help");
  expect(code).toBe(0);
  for (const row of settingRows) expect(output).toContain(row.name);
  expect(newcomer.calls()).toEqual([]);
});

test("an unknown option must be refused and named", async () => {
  const { code, output } = await new Newcomer().start("--prot", "1");
  expect(code).toBe(2);
  expect(output).toContain("--prot");
});

test("dependencies must be installed once", async () => {
  const newcomer = new Newcomer();
  expect((await newcomer.start()).code).toBe(0);
  expect((await newcomer.start()).code).toBe(0);
  expect(kinds(newcomer)).toEqual(["npm", "supervisor", "supervisor"]);
});

test("dependencies must be installed anew when the lock file has changed", async () => {
  const newcomer = new Newcomer();
  await newcomer.start();
  newcomer.write(
    "package-lock.json",
    JSON.stringify({ packages: { "node_modules/zod": { version: "4.0.1" } } }),
  );
  await newcomer.start();
  expect(kinds(newcomer)).toEqual(["npm", "supervisor", "npm", "supervisor"]);
});

test("an installation that failed or was interrupted must be told, and done again", async () => {
  const newcomer = new Newcomer();
  newcomer.npm("echo no such registry; exit 1");
  const failed = await newcomer.start();
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain("no such registry");
  expect(failed.output).toContain("run the same command again");
  newcomer.npm("exit 0");
  expect((await newcomer.start()).code).toBe(0);
  expect(kinds(newcomer)).toEqual(["npm", "npm", "supervisor"]);
});

test("what somebody has installed by hand must be used as it is", async () => {
  const newcomer = new Newcomer();
  await newcomer.start();
  rmSync(path.join(newcomer.directory, "node_modules/.composelab-installed"));
  const installed = { packages: { "node_modules/zod": { version: "4.0.0" } } };
  newcomer.write("node_modules/.package-lock.json", JSON.stringify(installed));
  await newcomer.start();
  expect(kinds(newcomer)).toEqual(["npm", "supervisor", "supervisor"]);
});

test("a killed supervisor must be started again, and be told to take over what runs", async () => {
  const newcomer = new Newcomer();
  newcomer.supervisor("[ -e once ] && exit 0; touch once; kill -9 $$");
  const { code } = await newcomer.start();
  expect(code).toBe(0);
  const supervisors = newcomer.calls().filter((call) => call.startsWith("supervisor"));
  expect(supervisors).toHaveLength(2);
  expect(supervisors[0]).not.toContain("--resume");
  expect(supervisors[1]).toContain("--resume");
});

test("a supervisor that ends by itself must not be started again, and its exit code must be ours", async () => {
  const newcomer = new Newcomer();
  newcomer.supervisor("exit 3");
  expect((await newcomer.start()).code).toBe(3);
  expect(kinds(newcomer)).toEqual(["npm", "supervisor"]);
});

test("a supervisor that is killed at every start must be given up", async () => {
  const newcomer = new Newcomer();
  newcomer.supervisor("kill -9 $$");
  expect((await newcomer.start()).code).toBe(1);
  expect(newcomer.calls().length).toBeLessThan(20);
});

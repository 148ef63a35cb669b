import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { message } from "../../../lib/i18n/message.ts";

const program = path.resolve(import.meta.dirname, "../../../cli/main.ts");
let dataDirectory: string;
let runner: Server;

/** Stands where the runner's control socket is: healthy, and refuses every sandbox. */
beforeAll(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), "composelab-cli-"));
  await mkdir(path.join(dataDirectory, "run"));
  const refusal = {
    error: message("platform.control-failed", { detail: "no more addresses" }),
    remedies: [message("platform.engine-remedy")],
  };
  runner = createServer((request, response) => {
    if (request.url === "/health") return response.end(JSON.stringify({ sandboxes: true }));
    response.writeHead(500).end(JSON.stringify(refusal));
  });
  await new Promise<void>((resolve) =>
    runner.listen(path.join(dataDirectory, "run", "runner.sock"), resolve),
  );
});

afterAll(async () => {
  await new Promise((resolve) => runner.close(resolve));
  await rm(dataDirectory, { recursive: true, force: true });
});

async function composelab(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      LC_ALL: "en_US.UTF-8",
      COMPOSELAB_LOCALE: "",
      COMPOSELAB_LOG_LEVEL: "",
      COMPOSELAB_DATA_DIR: dataDirectory,
      COMPOSELAB_ENGINE: "none",
      // Each run after the first finds the programs compiled.
      NODE_COMPILE_CACHE: path.join(dataDirectory, "cache"),
      ...environment,
    },
  });
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(stderr, "a stack of calls").not.toMatch(/^\s+at /m);
  return { exitCode: await exit, stderr, stdout };
}

test("asking how a command is called is no error, wherever it is asked", async () => {
  for (const args of [
    ["new", "exercise", "--help"],
    ["sandbox", "-h"],
  ]) {
    const { exitCode, stderr, stdout } = await composelab(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`Usage: bin/composelab ${args[0]}`);
  }
});

describe("an error of the command line must say what, where and what next, and end with 2:", () => {
  test.each([
    ["an unknown exercise", ["sandbox", "create", "--exercise", "nope"], ["`nope`", "healthy-before-start"]],
    [
      "a missing folder",
      ["sandbox", "create", "--dir", "/nope/x"],
      ["/nope/x: there is no such", "Check the path"],
    ],
    ["no number", ["sandbox", "create", "--lifetime", "abc"], ["--lifetime abc", "from 60 to 604800"]],
    ["an unknown option", ["sandbox", "create", "--wat"], ["no option --wat", "sandbox create [--exercise"]],
    ["no engine", ["sandbox", "exec", "sbadbadbad", "--", "ls"], ["COMPOSELAB_ENGINE=none"]],
    ["a refusal of the runner", ["sandbox", "create"], ["no more addresses", "bin/composelab doctor"]],
    [
      "half a command",
      ["grade", "healthy-before-start"],
      ["at least one folder", "Usage: bin/composelab grade"],
    ],
    [
      "an option of doctor",
      ["doctor", "--verbose"],
      ["no option --verbose", "bin/composelab doctor [--json]"],
    ],
    ["a bad choice", ["validate", "--lang", "fr", "x"], ["--lang fr", "ko, en"]],
  ])("%s", async (_, args, said) => {
    const { exitCode, stderr, stdout } = await composelab(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    for (const words of said) expect(stderr).toContain(words);
  });

  test("in Korean too", async () => {
    const { stderr } = await composelab(["sandbox", "create", "--dir", "/nope"], { LC_ALL: "ko_KR.UTF-8" });
    expect(stderr).toContain("그런 파일이나 폴더가 없습니다");
    expect((await composelab(["grade", "--lang", "ko"])).stderr).toContain("실습의 id를 적으세요");
  });

  test("a bad setting, in the chosen language", async () => {
    const { exitCode, stderr } = await composelab(["sandbox", "ls"], {
      COMPOSELAB_PORT: "x",
      COMPOSELAB_LOCALE: "ko",
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("포트 번호여야 합니다");
    expect(stderr).toContain("설정을 바로잡으세요");
  });
});

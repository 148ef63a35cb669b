import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { keepLogSmall } from "../../../lib/process/log-file.ts";

test("a log must be put aside while a process writes to it, and go on from the beginning", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "composelab-log-")), "runner.log");
  keepLogSmall(file, 10);
  const log = openSync(file, "a");
  const writer = spawn("cat", { stdio: ["pipe", log, "ignore"] });
  closeSync(log);
  const write = async (text: string) => {
    const before = statSync(file).size;
    writer.stdin?.write(text);
    await expect.poll(() => statSync(file).size).toBe(before + text.length);
  };
  await write("short");
  keepLogSmall(file, 10);
  expect(existsSync(`${file}.1`)).toBe(false);
  await write(" and then long");
  keepLogSmall(file, 10);
  await write("new");
  expect(readFileSync(`${file}.1`, "utf8")).toBe("short and then long");
  expect(readFileSync(file, "utf8")).toBe("new");
  writer.stdin?.end();
  await once(writer, "exit");
});

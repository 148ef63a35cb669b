import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { lines } from "../../../sandbox-runner/gate/events/watch.ts";

async function read(body: PassThrough): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines(body)) found.push(line);
  return found;
}

test("lines must end with their stream", async () => {
  const body = new PassThrough();
  body.end("one\n\ntwo\n");
  expect(await read(body)).toEqual(["one", "two"]);
});

test("lines must not wait for ever on a stream that broke before it was read", async () => {
  const body = new PassThrough();
  body.on("error", () => undefined);
  body.destroy(new Error("the engine went away"));
  await new Promise((resolve) => body.once("close", resolve));
  await expect(read(body)).rejects.toThrow("the engine went away");
});

test("lines must not wait for ever on a stream that breaks while it is read", async () => {
  const body = new PassThrough();
  const reading = read(body);
  body.write("one\n");
  body.destroy(new Error("the engine went away"));
  await expect(reading).rejects.toThrow("the engine went away");
});

import { tmpdir } from "node:os";
import type Docker from "dockerode";
import { expect, test } from "vitest";
import { readSettings } from "../../../lib/config/settings.ts";
import { removeSandboxObjects } from "../../../sandbox-runner/sandbox/remove.ts";

const settings = readSettings({ COMPOSELAB_DATA_DIR: tmpdir() });
const failure = (statusCode: number) => Object.assign(new Error("volume is in use"), { statusCode });

/** An engine with one volume, whose removal answers as it is told. */
function engineWith(answers: (number | undefined)[]) {
  let volumes = [{ Name: "s123456789-workspace" }];
  const docker = {
    listContainers: async () => [],
    listNetworks: async () => [],
    listImages: async () => [],
    listVolumes: async () => ({ Volumes: volumes }),
    getVolume: () => ({
      remove: async () => {
        const refused = answers.shift();
        if (refused) throw failure(refused);
        volumes = [];
      },
    }),
  };
  const engine = {
    mode: "existing" as const,
    socketPath: "",
    docker: docker as unknown as Docker,
    version: "",
    apiVersion: "",
    bridgeAddress: "",
    rootless: false,
  };
  return { context: { engine, settings }, left: () => volumes.length };
}

test("what is still held by something that is just being removed must be removed a moment later", async () => {
  const { context, left } = engineWith([409, 403, undefined]);
  await removeSandboxObjects(context, "s123456789");
  expect(left()).toBe(0);
});

test("what cannot be removed must be said, and not be tried for ever", async () => {
  const held = engineWith(Array<number>(50).fill(409));
  await expect(removeSandboxObjects(held.context, "s123456789")).rejects.toThrow("volume is in use");
  const broken = engineWith([500]);
  await expect(removeSandboxObjects(broken.context, "s123456789")).rejects.toThrow();
  expect(broken.left()).toBe(1);
});

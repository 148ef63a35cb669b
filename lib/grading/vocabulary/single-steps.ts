import { z } from "zod";
import { httpMethod, route, seconds, serviceName, stepId, workspacePath } from "./parameters.ts";

/** Steps that do one thing, other than by `docker compose`. */

export const killStep = z.strictObject({
  id: stepId,
  act: z.literal("kill").describe("One container of a service is killed, as a crash of its host would."),
  service: serviceName.describe("The service."),
});

export const restStep = z.strictObject({
  id: stepId,
  act: z
    .literal("rest")
    .describe("Nothing is done for a while. What a later check sees happen in it happened by itself."),
  seconds: z.int().min(1).max(30).describe("For how long."),
});

export const scriptStep = z.strictObject({
  id: stepId,
  act: z
    .literal("script")
    .describe("A script of the student's own is run in the workspace, by bash, as in the student's shell."),
  file: workspacePath.describe("The script's path in the workspace, such as deploy.sh."),
  arguments: z.array(z.string()).default([]).describe("Its arguments."),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .optional()
    .describe("Variables of the shell that calls it."),
  exits: z
    .enum(["well", "badly", "either"])
    .default("well")
    .describe("Whether it must end with exit code 0, with another one, or with whichever it likes."),
  timeout: seconds.default(90).describe("Seconds after which it is stopped and counts as failed."),
});

export const putStep = z.strictObject({
  id: stepId,
  act: z.literal("put").describe("A file of the workspace is written, as the student would in the editor."),
  file: workspacePath.describe("Its path in the workspace."),
  content: z
    .string()
    .max(100_000)
    .describe("What it then holds; for $nonce stands a value made up at grading time."),
});

export const requestStep = z.strictObject({
  id: stepId,
  act: z.literal("request").describe("One HTTP request that must be answered with a status of 2xx."),
  via: route.describe("Where it is sent."),
  method: httpMethod.default("POST").describe("The method."),
  path: z.string().startsWith("/").describe("The path."),
  body: z.string().optional().describe("The body, as JSON."),
  timeout: seconds.default(10).describe("Seconds for which it is tried again until it is taken."),
});

export const writeStep = z.strictObject({
  id: stepId,
  act: z
    .literal("write")
    .describe(
      "An HTTP request carries a value made up at grading time, for which $nonce stands in the body.",
    ),
  via: route.describe("Where it is sent."),
  method: httpMethod.default("POST").describe("The method."),
  path: z.string().startsWith("/").describe("The path."),
  body: z.string().includes("$nonce").describe("The body, as JSON."),
  timeout: seconds.default(30).describe("Seconds for which it is tried again until it is taken."),
});

export const waitStep = z.strictObject({
  id: stepId,
  act: z
    .literal("wait")
    .describe(
      "Wait until a service is healthy, or running where it has no healthcheck, or until the time is up.",
    ),
  service: serviceName.describe("The service."),
  timeout: seconds.default(60).describe("Seconds."),
});

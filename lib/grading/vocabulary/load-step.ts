import { z } from "zod";
import { scaleStep, serviceStep, upStep } from "./compose-steps.ts";
import { jsonPath, route, seconds, serviceName, stepId } from "./parameters.ts";
import { killStep, putStep, requestStep, scriptStep } from "./single-steps.ts";

const during = z
  .discriminatedUnion("act", [upStep, serviceStep, scaleStep, killStep, scriptStep, putStep, requestStep])
  .describe(
    "A step that is done while requests are sent: some before it, then at an even pace until three seconds after " +
      "it has ended, then as many as `requests` says.",
  );

export const loadStep = z.strictObject({
  id: stepId,
  act: z.literal("load").describe("Many HTTP requests, with something going on meanwhile if asked for."),
  via: route.describe("Where they are sent: through a published port, or from inside a service."),
  path: z
    .string()
    .startsWith("/")
    .describe("The path, with its query; for $nonce stands a value made up at grading time."),
  instance: jsonPath
    .optional()
    .describe("Where the answer's JSON says which container it comes from (its host name)."),
  fields: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), jsonPath)
    .optional()
    .describe("Values in the answer's JSON that are counted, by names of your own: { version: [version] }."),
  requests: z.int().min(2).max(1000).default(60).describe("How many requests."),
  concurrency: z.int().min(1).max(20).default(4).describe("How many at a time."),
  timeout: seconds
    .default(75)
    .describe(
      "Seconds for one request. A dead container's address may swallow packets without a word, and a proxy " +
        "with its own settings notices after a minute: slow is not failed.",
    ),
  kill: z
    .strictObject({
      service: serviceName.describe("The service of which one running container is killed."),
      after: z.int().min(0).describe("After so many answers."),
    })
    .optional()
    .describe("What is killed under the load."),
  while: during.optional(),
});

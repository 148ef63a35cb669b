import { z } from "zod";
import { asks, seconds, serviceName, stepId } from "./parameters.ts";
import { withSchema } from "./with.ts";

/** The steps that are one call of `docker compose`. */

const hold = z
  .strictObject({
    service: serviceName.describe(
      "The service that is kept from starting; an earlier step must have started it.",
    ),
    asks,
    seconds: seconds.describe("For how long; shortened when its healthcheck would give up before."),
  })
  .describe(
    "The container starts, but its program only after this time: a slow start that the grader makes.",
  );

export const upStep = z.strictObject({
  id: stepId,
  act: z.literal("up").describe("`docker compose up -d`."),
  scale: z
    .record(serviceName, z.int().min(0).max(10))
    .optional()
    .describe("Numbers of containers by service, as `--scale` takes them."),
  with: withSchema.optional(),
  hold: hold.optional(),
  timeout: seconds.default(150).describe("Seconds after which it is stopped and counts as failed."),
});

export const downStep = z.strictObject({
  id: stepId,
  act: z.literal("down").describe("`docker compose down`."),
  volumes: z.boolean().default(false).describe("With `-v`: the volumes go too."),
  with: withSchema.optional(),
});

export const serviceStep = z.strictObject({
  id: stepId,
  act: z
    .enum(["restart", "stop", "start", "pause", "unpause", "recreate"])
    .describe(
      "`docker compose restart`, `stop`, `start`, `pause`, `unpause`, or `up -d --force-recreate --no-deps`.",
    ),
  service: serviceName.describe("The service."),
  with: withSchema.optional(),
});

export const scaleStep = z.strictObject({
  id: stepId,
  act: z.literal("scale").describe("`docker compose up -d --no-recreate --scale`."),
  service: serviceName.describe("The service."),
  replicas: z.int().min(0).max(10).describe("How many containers it is to have."),
  with: withSchema.optional(),
});

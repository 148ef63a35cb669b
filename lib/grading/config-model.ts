import { z } from "zod";

/** Keys that this code reads; the rest of the answer is kept as it is for checks of paths. */
const serviceSchema = z.looseObject({
  image: z.string().optional(),
  build: z.looseObject({}).optional(),
  depends_on: z
    .record(z.string(), z.looseObject({ condition: z.string(), restart: z.boolean().optional() }))
    .optional(),
  networks: z.record(z.string(), z.unknown()).nullish(),
  network_mode: z.string().optional(),
  healthcheck: z.looseObject({}).optional(),
});

/**
 * The answer of `docker compose config --format json`: short forms written out, variables put in,
 * files merged. See https://docs.docker.com/reference/cli/docker/compose/config/.
 */
export const configModelSchema = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })).optional(),
  volumes: z.record(z.string(), z.looseObject({})).optional(),
});

export type ConfigModel = z.infer<typeof configModelSchema>;

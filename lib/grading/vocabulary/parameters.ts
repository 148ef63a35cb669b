import { z } from "zod";

/** Parameters that several checks and steps have in common. */

/** `api`, or `dev/api` in the project that a `with` names. */
export const serviceName = z.string().regex(/^(?:[a-z0-9][a-z0-9_-]*\/)?[a-zA-Z0-9._-]+$/);

/** A path in the student's workspace, relative to it, that stays inside. */
export const workspacePath = z
  .string()
  .max(200)
  .regex(/^(?![/-])(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\0\n/]+(?:\/[^\0\n/]+)*$/);

export const port = z.int().min(1).max(65535);

export const yamlPath = z.array(z.union([z.string(), z.int()])).min(1);

export const stepName = z.string().regex(/^[a-z][a-z0-9-]*$/);

export const stepId = stepName.describe("A name for the step, unique in the exercise; checks speak of it.");

/** Keys and indexes into JSON. */
export const jsonPath = z.array(z.union([z.string(), z.int()])).min(1);

export const seconds = z.number().positive().max(300);

export const route = z.union([
  z.strictObject({ port: port.describe("A port that is published on the student's host.") }),
  z.strictObject({
    from: serviceName.describe("The service from whose network is asked."),
    to: z.string().describe("The host name that is asked, usually a service."),
    port: port.describe("The port there."),
  }),
]);

export const asks = z
  .union([
    z.strictObject({ postgres: port.describe("The port on which Postgres is asked.") }),
    z.strictObject({ http: port.describe("The port on which GET / is asked.") }),
  ])
  .describe("How the grader itself finds out whether the service answers.");

export const httpMethod = z.enum(["GET", "POST", "PUT", "DELETE"]);

import { z } from "zod";
import { httpMethod, port, route, seconds, serviceName, stepName } from "./parameters.ts";
import { withSchema } from "./with.ts";

/** What a stage may do to the student's project. Closed: no shell and no code in an exercise. */

const id = stepName.describe("A name for the step, unique in the exercise; checks speak of it.");

const asks = z
  .union([
    z.strictObject({ postgres: port.describe("The port on which Postgres is asked.") }),
    z.strictObject({ http: port.describe("The port on which GET / is asked.") }),
  ])
  .describe("How the grader itself finds out whether the service answers.");

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

export const stepSchema = z.discriminatedUnion("act", [
  z.strictObject({
    id,
    act: z.literal("up").describe("`docker compose up -d`."),
    scale: z
      .record(serviceName, z.int().min(0).max(10))
      .optional()
      .describe("Numbers of containers by service, as `--scale` takes them."),
    with: withSchema.optional(),
    hold: hold.optional(),
    timeout: seconds.default(150).describe("Seconds after which it is stopped and counts as failed."),
  }),
  z.strictObject({
    id,
    act: z.literal("down").describe("`docker compose down`."),
    volumes: z.boolean().default(false).describe("With `-v`: the volumes go too."),
    with: withSchema.optional(),
  }),
  z.strictObject({
    id,
    act: z
      .enum(["restart", "stop", "start", "pause", "unpause", "recreate"])
      .describe(
        "`docker compose restart`, `stop`, `start`, `pause`, `unpause`, or `up -d --force-recreate --no-deps`.",
      ),
    service: serviceName.describe("The service."),
    with: withSchema.optional(),
  }),
  z.strictObject({
    id,
    act: z.literal("scale").describe("`docker compose up -d --no-recreate --scale`."),
    service: serviceName.describe("The service."),
    replicas: z.int().min(0).max(10).describe("How many containers it is to have."),
    with: withSchema.optional(),
  }),
  z.strictObject({
    id,
    act: z.literal("kill").describe("One container of a service is killed, as a crash of its host would."),
    service: serviceName.describe("The service."),
  }),
  z.strictObject({
    id,
    act: z
      .literal("wait")
      .describe(
        "Wait until a service is healthy, or running where it has no healthcheck, or until the time is up.",
      ),
    service: serviceName.describe("The service."),
    timeout: seconds.default(60).describe("Seconds."),
  }),
  z.strictObject({
    id,
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
  }),
  z.strictObject({
    id,
    act: z
      .literal("load")
      .describe("Many HTTP requests, one container being killed on the way if asked for."),
    via: z
      .strictObject({ port: port.describe("A port that is published on the student's host.") })
      .describe("Where they are sent."),
    path: z.string().startsWith("/").describe("The path."),
    instance: z
      .array(z.union([z.string(), z.int()]))
      .min(1)
      .describe("Where the answer's JSON says which container it comes from (its host name)."),
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
  }),
  z.strictObject({
    id,
    act: z
      .literal("try-healthcheck")
      .describe("The grader runs the student's own healthcheck in the service's container."),
    service: serviceName.describe("The service."),
    asks,
    while: z
      .enum(["answering", "frozen"])
      .describe(
        "`frozen`: its main process is stopped (SIGSTOP) for the time of the trial and then goes on.",
      ),
  }),
]);

export type Step = z.infer<typeof stepSchema>;
export type StepOf<Act extends Step["act"]> = Extract<Step, { act: Act }>;

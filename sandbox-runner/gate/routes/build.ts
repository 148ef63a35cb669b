import { z } from "zod";
import { openBuildContext, rewrittenName } from "../archives/build-context.ts";
import { unpackedTar } from "../archives/plain-tar.ts";
import type { GateContext } from "../context.ts";
import { EngineFailure } from "../engine/engine-client.ts";
import { lines } from "../events/watch.ts";
import { assertRoom } from "../fairness/disk.ts";
import { decideBuild } from "../objects/build-options.ts";
import { type BuildSteps, buildBegins, viewBuildOutput } from "../objects/build-output.ts";
import { unmangleText, unmangleValue } from "../objects/names.ts";
import { refuse } from "../objects/refusal.ts";
import { type QuerySpec, text } from "./query.ts";
import { assertNoCredentials } from "./registry-headers.ts";
import { type Call, type Route, route } from "./route.ts";

/** All that a client may say about a build; `decideBuild` decides what of it is allowed. */
const keys = [
  "buildargs",
  "cachefrom",
  "cgroupparent",
  "cpuperiod",
  "cpuquota",
  "cpusetcpus",
  "cpusetmems",
  "cpushares",
  "dockerfile",
  "extrahosts",
  "forcerm",
  "labels",
  "memory",
  "memswap",
  "networkmode",
  "nocache",
  "platform",
  "pull",
  "q",
  "rm",
  "shmsize",
  "squash",
  "t",
  "target",
  "ulimits",
  "version",
] as const;

const streamSchema = z.strictObject({ stream: z.string() });
/** All that a quiet build says. */
const quietSchema = z.strictObject({
  stream: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}\n$/)
    .transform((text) => text.trim()),
});
const failedSchema = z.looseObject({ error: z.string() });
const builtSchema = z.looseObject({ aux: z.looseObject({ ID: z.string().regex(/^sha256:[0-9a-f]{64}$/) }) });

const query: QuerySpec = Object.fromEntries(keys.map((key) => [key, text]));

export const buildRoutes: Route[] = [
  route({
    method: "POST",
    path: "/build",
    query,
    repeats: ["t"],
    body: "tar",
    streams: true,
    async handle(call) {
      assertNoCredentials(call.request.head.headers);
      await call.gate.builds.run(() => build(call));
    },
  }),
];

const infoSchema = z.looseObject({ DefaultRuntime: z.string() });

/** A build has no runtime of its own to choose: it runs by the engine's usual one, which must be the forced one. */
async function assertRuntime({ engine, sandbox }: Call["gate"]): Promise<void> {
  if (sandbox.runtime === undefined) return;
  const info = infoSchema.parse(await engine.json({ method: "GET", path: ["info"] }));
  if (info.DefaultRuntime !== sandbox.runtime) throw refuse("build-runtime", { runtime: sandbox.runtime });
}

async function build(call: Call): Promise<void> {
  const { gate, pairs, query, request, reply } = call;
  await assertRuntime(gate);
  const inventory = await gate.inventory.current();
  const options = decideBuild(grouped(pairs), { sandbox: gate.sandbox, inventory });
  const { buildArgs, target, dockerfile, moreTags } = options;
  const { buildContext, unpackedContext } = gate.sandbox.limits;
  const context = await openBuildContext(unpackedTar(request.body(buildContext), buildContext), {
    dockerfile,
    unpacked: unpackedContext,
    pace: (bytes) => gate.bytes.pass(bytes),
    rewrite: { buildArgs, ...(target !== undefined && { target }), sandbox: gate.sandbox, inventory },
  });
  const { buildSeconds } = gate.sandbox.limits;
  const late = AbortSignal.timeout(buildSeconds * 1000);
  const full = untilFull(gate);
  try {
    const { body } = await gate.engine
      .begin({
        method: "POST",
        path: ["build"],
        query: { ...options.query, dockerfile: rewrittenName },
        body: { type: "application/x-tar", content: context.read(), length: context.size },
        signal: AbortSignal.any([request.signal, late, full.signal]),
      })
      .catch((error: unknown) => {
        if (!(error instanceof EngineFailure)) throw error;
        throw new EngineFailure(error.status, error.message.replaceAll(rewrittenName, dockerfile));
      });
    await reply.stream(200, "application/json");
    let built: string | undefined;
    const shown = shownLines(gate, lines(body), context.written);
    for await (const line of keptContainers(shown, query.forcerm === "1")) {
      await reply.write(`${JSON.stringify(line)}\r\n`);
      if (failedSchema.safeParse(line).success) built = undefined;
      // Each stage says what it made; the last one is the image.
      built = builtSchema.safeParse(line).data?.aux.ID ?? quietSchema.safeParse(line).data?.stream ?? built;
    }
    if (built !== undefined) for (const tag of moreTags) await tagBuilt(call, built, tag);
    await reply.end();
  } catch (error) {
    if (full.signal.aborted && reply.status === undefined) throw full.signal.reason;
    const stopped = late.aborted || full.signal.aborted;
    if (!stopped || request.signal.aborted || reply.status === undefined) throw error;
    // The engine stops the build when nobody listens any more.
    const { message } = late.aborted
      ? refuse("limit-build-time", { seconds: buildSeconds })
      : full.signal.reason;
    await reply.write(`${JSON.stringify({ errorDetail: { message }, error: message })}\r\n`);
    await reply.end();
  } finally {
    full.close();
    gate.inventory.invalidate("images", "containers");
    await context.remove();
  }
}

const lookMs = 1_000;

/** Aborts with a refusal when the disk is used up meanwhile: a build's steps fill it as well as containers do. */
function untilFull({ disk, sandbox }: GateContext): { signal: AbortSignal; close(): void } {
  const stop = new AbortController();
  const look = () =>
    assertRoom({ method: "POST", path: "/build" }, disk, sandbox.limits.disk).catch((error) =>
      stop.abort(error),
    );
  const timer = setInterval(look, lookMs);
  return { signal: stop.signal, close: () => clearInterval(timer) };
}

/** The builder's output as the student is to see it. */
async function* shownLines(
  gate: GateContext,
  output: AsyncIterable<string>,
  written: BuildSteps,
): AsyncGenerator<unknown> {
  let state = buildBegins;
  for await (const line of output) {
    const message: unknown = JSON.parse(line);
    const stream = streamSchema.safeParse(message);
    if (!stream.success) {
      yield unmangleValue(message, gate.sandbox);
      continue;
    }
    const { shown, after } = viewBuildOutput(stream.data.stream, state, written, gate.sandbox);
    state = after;
    if (shown !== undefined) yield { stream: shown };
  }
}

const removal = " ---> Removed intermediate container";

/**
 * Without `forcerm` the engine keeps the container of a step that failed, and here it never does: the line
 * that says so is left out.
 */
async function* keptContainers(output: AsyncIterable<unknown>, said: boolean): AsyncGenerator<unknown> {
  let held: unknown;
  for await (const line of output) {
    const failed = failedSchema.safeParse(line).success;
    if (held !== undefined && (said || !failed)) yield held;
    const removed = streamSchema.safeParse(line).data?.stream.startsWith(removal);
    held = removed ? line : undefined;
    if (!removed) yield line;
  }
  if (held !== undefined) yield held;
}

async function tagBuilt(
  { gate, query, reply }: Call,
  image: string,
  tag: { repo: string; tag: string },
): Promise<void> {
  await gate.engine.status({ method: "POST", path: ["images", image, "tag"], query: tag });
  // A quiet build says nothing but the image.
  if (query.q === "1") return;
  const text = unmangleText(`Successfully tagged ${tag.repo}:${tag.tag}\n`, gate.sandbox);
  await reply.write(`${JSON.stringify({ stream: text })}\r\n`);
}

function grouped(pairs: [string, string][]): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [key, value] of pairs) {
    const held = result[key];
    result[key] = held === undefined ? value : [...(Array.isArray(held) ? held : [held]), value];
  }
  return result;
}

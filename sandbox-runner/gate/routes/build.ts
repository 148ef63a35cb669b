import { openBuildContext } from "../build-context.ts";
import type { GateContext } from "../context.ts";
import { decideBuild } from "../objects/build-options.ts";
import { unmangleValue } from "../objects/names.ts";
import { unpackedTar } from "../plain-tar.ts";
import { lines } from "../watch.ts";
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

async function build({ gate, pairs, request, reply }: Call): Promise<void> {
  const inventory = await gate.inventory.current();
  const options = decideBuild(grouped(pairs), { sandbox: gate.sandbox, inventory });
  const { buildArgs, target, dockerfile } = options;
  const { buildContext } = gate.sandbox.limits;
  const context = await openBuildContext(unpackedTar(request.body(buildContext), buildContext), {
    dockerfile,
    rewrite: { buildArgs, ...(target !== undefined && { target }), sandbox: gate.sandbox, inventory },
  });
  try {
    const { body } = await gate.engine.begin({
      method: "POST",
      path: ["build"],
      query: { ...options.query, dockerfile: context.dockerfile },
      body: { type: "application/x-tar", content: context.read(), length: context.size },
      signal: request.signal,
    });
    await reply.stream(200, "application/json");
    for await (const line of lines(body))
      await reply.write(`${JSON.stringify(shown(gate, JSON.parse(line)))}\r\n`);
    await reply.end();
  } finally {
    gate.inventory.invalidate("images", "containers");
    await context.remove();
  }
}

function shown(gate: GateContext, line: unknown): unknown {
  return unmangleValue(line, gate.sandbox);
}

function grouped(pairs: [string, string][]): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [key, value] of pairs) {
    const held = result[key];
    result[key] = held === undefined ? value : [...(Array.isArray(held) ? held : [held]), value];
  }
  return result;
}

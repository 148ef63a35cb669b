import { EngineFailure } from "../engine/engine-client.ts";
import { admitStart } from "../objects/budget.ts";
import { decideContainerRename } from "../objects/container-rename.ts";
import { viewWait } from "../objects/container-view.ts";
import { findContainer } from "../objects/inventory.ts";
import { nameBinds } from "../objects/names.ts";
import { engineError, Refusal } from "../objects/refusal.ts";
import { collect } from "../wire/body.ts";
import { integer, matching, type QuerySpec, text } from "./query.ts";
import { containerId, parameter } from "./resolve.ts";
import { type Call, type Route, route } from "./route.ts";

/** A day is longer than any container of the lab lives. */
const graceSeconds = integer(-1, 86_400);
const signalName = matching(/^[A-Za-z0-9+-]{0,16}$/);
/** `ctrl-p,ctrl-q`; read by nobody here, as no route detaches by keys on its own. */
export const detachKeys = matching(/^[A-Za-z0-9,@[\]^_\\-]{0,64}$/);

type Action = {
  name: string;
  query?: QuerySpec;
  /** What the engine says before "No such container", with the name. */
  missing?: string;
};

const actions: Action[] = [
  { name: "stop", query: { t: graceSeconds, signal: signalName } },
  { name: "kill", query: { signal: signalName }, missing: "cannot kill container: " },
  { name: "pause" },
  { name: "unpause" },
];

export const containerLifecycleRoutes: Route[] = [
  route({
    method: "POST",
    path: "/containers/{id}/start",
    query: { detachKeys },
    handle: (call) => withPorts(call, "start", {}),
  }),
  route({
    method: "POST",
    path: "/containers/{id}/restart",
    query: { t: graceSeconds, signal: signalName },
    handle: (call) => withPorts(call, "restart", plain(call.query)),
  }),
  ...actions.map(({ name, query, missing }) =>
    route({
      method: "POST",
      path: `/containers/{id}/${name}`,
      ...(query && { query }),
      async handle(call) {
        const { gate, reply } = call;
        const id = await containerId(call).catch((error: unknown) => {
          if (missing === undefined || !(error instanceof Refusal) || error.status !== 404) throw error;
          throw engineError(404, `${missing}${parameter(call, "id")}: ${error.message}`);
        });
        const path = ["containers", id, name];
        const status = await gate.engine.status({ method: "POST", path, query: plain(call.query) });
        gate.inventory.invalidate("containers");
        await gate.ports.releaseIfDown(id);
        await reply.empty(status);
      },
    }),
  ),
  route({
    method: "POST",
    path: "/containers/{id}/rename",
    query: { name: text },
    async handle(call) {
      const { gate, reply } = call;
      const id = await containerId(call);
      const { engineName } = decideContainerRename(call.query.name ?? "", { sandbox: gate.sandbox });
      await gate.engine.status({
        method: "POST",
        path: ["containers", id, "rename"],
        query: { name: engineName },
      });
      gate.inventory.invalidate("containers");
      await reply.empty(204);
    },
  }),
  route({
    method: "POST",
    path: "/containers/{id}/wait",
    query: { condition: matching(/^(?:not-running|next-exit|removed)?$/) },
    streams: true,
    async handle(call) {
      const { gate, reply, request } = call;
      const id = await containerId(call);
      const path = ["containers", id, "wait"];
      const { body } = await gate.engine.begin({
        method: "POST",
        path,
        query: plain(call.query),
        signal: request.signal,
      });
      // The head says that the engine has begun to wait: `docker run` starts the container after it.
      await reply.stream(200, "application/json");
      const answer: unknown = JSON.parse((await collect(body)).toString("utf8"));
      await reply.write(`${JSON.stringify(viewWait(answer, gate.sandbox))}\n`);
      await reply.end();
    },
  }),
];

/** Starts by way of the virtual host's ports. */
async function withPorts(
  call: Call,
  action: "start" | "restart",
  query: Record<string, string>,
): Promise<void> {
  const { gate, reply } = call;
  const { inventory } = gate;
  const reference = parameter(call, "id");
  const container = await inventory.find((held) => {
    const container = findContainer(held, reference);
    admitStart(held, container, gate.sandbox.limits);
    inventory.starting(container.id);
    return container;
  }, "containers");
  const { id } = container;
  call.written.set(id, reference);
  const path = ["containers", id, action];
  try {
    await reply.empty(
      await gate.ports.start(container, () => gate.engine.status({ method: "POST", path, query })),
    );
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    throw new EngineFailure(error.status, nameBinds(error.message, container.binds));
  } finally {
    inventory.started(id);
  }
}

function plain(query: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}

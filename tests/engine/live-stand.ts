import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { pino } from "pino";
import { WebSocket } from "ws";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { ensureLearner } from "../../lib/db/learners.ts";
import { latestSandbox, type SandboxRow } from "../../lib/db/sandboxes.ts";
import { tokenHeader } from "../../lib/live/between.ts";
import type { ChecksEvent, ChecksRequest } from "../../lib/live/checks-protocol.ts";
import type {
  ChannelEvent,
  ChannelRequest,
  TerminalEvent,
  TerminalRequest,
} from "../../lib/live/protocol.ts";
import { openRunnerPort, type RunnerPort } from "../../sandbox-runner/live/port.ts";
import { liveHandler } from "../../sandbox-runner/live/routes.ts";
import { LiveService, type LiveServiceOptions } from "../../sandbox-runner/live/service.ts";
import { SandboxRegistry } from "../../sandbox-runner/sandbox/registry.ts";
import { openTemporaryDatabase } from "../unit/db/temporary-database.ts";
import { until } from "../unit/db/until.ts";
import { openTestContext } from "./harness.ts";

export const exercise = "an-exercise";

/** A runner's live part on the real engine and a real database, without a site before it. */
export async function openLiveStand(loadExercise: LiveServiceOptions["loadExercise"] = unknownExercise) {
  const context = await openTestContext();
  const database = await openTemporaryDatabase();
  const log = pino({ level: process.env.COMPOSELAB_TEST_LOG ?? "warn" });
  const clock = { ahead: 0 };
  const state = { draining: false };
  let registry: SandboxRegistry;
  let service: LiveService;
  let port: RunnerPort;

  const start = async () => {
    registry = new SandboxRegistry(context);
    await registry.adopt();
    service = new LiveService({
      context,
      loadExercise,
      isBusy: () => false,
      registry,
      database: database.database,
      runnerId: `runner-${randomUUID()}`,
      machine: "a-machine",
      now: () => Date.now() + clock.ahead,
      isDraining: () => state.draining,
    });
    await service.adopt();
    port = await openRunnerPort({ runnerHost: "127.0.0.1", runnerPort: 0 }, log);
    port.serve(liveHandler(service));
  };
  const stop = async () => {
    port.serve(undefined);
    await service.close();
    await registry.close();
    await port.close();
  };
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${port.reached.address}${path}`, {
      method,
      headers: { [tokenHeader]: port.reached.token },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
      }),
    });
  const open = async (files: WorkspaceFile[], learner: string = randomUUID(), place = exercise) => {
    await ensureLearner(database.database, learner);
    const answer = await ask("POST", "/live", { learner, place, files });
    if (answer.status !== 200) throw new Error(await answer.text());
    const row = await until(async () => {
      const found = await latestSandbox(database.database, { learnerId: learner, place });
      if (found?.state === "ended") throw new Error("the sandbox was not made");
      return found?.state === "ready" && found;
    }, 60_000);
    return { id: row.id, learner };
  };
  await start();
  return {
    context,
    database: database.database,
    clock,
    state,
    ask,
    open,
    start,
    stop,
    tick: () => service.tick(),
    row: (learner: string): Promise<SandboxRow | undefined> =>
      latestSandbox(database.database, { learnerId: learner, place: exercise }),
    reached: () => port.reached,
    channel: (id: string) => openChannel(doorOf(port.reached), `/live/${id}/channel`),
    checks: (id: string) => openChecks(doorOf(port.reached), `/live/${id}/checks`),
    terminal: (id: string, name: string, query = "") =>
      openTerminal(doorOf(port.reached), `/live/${id}/terminals/${name}?${query}`),
    close: async () => {
      await stop();
      await context.close();
      await database.close();
    },
  };
}

function unknownExercise(id: string): Promise<never> {
  return Promise.reject(new Error(`there is no exercise ${id}`));
}

/** Where WebSockets are opened, and what they say of who opens them: a runner's port, or a site. */
export type Door = { address: string; headers: Record<string, string> };

function doorOf({ address, token }: RunnerPort["reached"]): Door {
  return { address, headers: { [tokenHeader]: token } };
}

function connect({ address, headers }: Door, path: string): WebSocket {
  return new WebSocket(address.replace("http:", "ws:") + path, { headers });
}

/** A page's channel: what it was told, in order. */
export async function openChannel(door: Door, path: string) {
  const socket = connect(door, path);
  const events: ChannelEvent[] = [];
  let code: number | undefined;
  socket.on("message", (data) => events.push(JSON.parse(String(data))));
  socket.on("close", (closed) => {
    code = closed;
  });
  await once(socket, "open");
  const find = <Type extends ChannelEvent["type"]>(
    type: Type,
    fits: (event: Extract<ChannelEvent, { type: Type }>) => boolean = () => true,
  ) =>
    until(async () =>
      events.find(
        (event): event is Extract<ChannelEvent, { type: Type }> =>
          event.type === type && fits(event as Extract<ChannelEvent, { type: Type }>),
      ),
    );
  return {
    events,
    find,
    code: () => until(async () => code),
    send: (request: ChannelRequest) => socket.send(JSON.stringify(request)),
    close: () => socket.close(),
  };
}

/** A page that looks at the checks: what it was told, in order. */
async function openChecks(door: Door, path: string) {
  const socket = connect(door, path);
  const events: ChecksEvent[] = [];
  socket.on("message", (data) => events.push(JSON.parse(String(data))));
  await once(socket, "open");
  return {
    events,
    send: (request: ChecksRequest) => socket.send(JSON.stringify(request)),
    close: () => socket.close(),
  };
}

/** A page's terminal: it draws at once what it gets, unless it is told to wait. */
export async function openTerminal(door: Door, path: string) {
  const socket = connect(door, path);
  const events: TerminalEvent[] = [];
  const page = { text: "", bytes: 0, offset: 0, draws: true, code: undefined as number | undefined };
  const send = (request: TerminalRequest) => socket.send(JSON.stringify(request));
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) {
      const event: TerminalEvent = JSON.parse(String(data));
      if (event.type === "opened") page.offset = event.from;
      events.push(event);
      return;
    }
    page.bytes += data.length;
    page.offset += data.length;
    // The end is enough to be looked at.
    page.text = (page.text + data.toString("utf8")).slice(-100_000);
    if (page.draws) send({ type: "ack", offset: page.offset });
  });
  socket.on("close", (code) => {
    page.code = code;
  });
  await once(socket, "open");
  const opened = await until(async () => events.find((event) => event.type !== "exit"));
  return {
    page,
    opened,
    events,
    send,
    type: (data: string) => send({ type: "input", data }),
    shows: async (text: string | RegExp, milliseconds?: number) => {
      const isShown = () => (typeof text === "string" ? page.text.includes(text) : text.test(page.text));
      await until(async () => isShown(), milliseconds).catch(() => {
        throw new Error(`${text} is not shown, but ${JSON.stringify(page.text.slice(-2000))}`);
      });
    },
    close: () => socket.close(),
  };
}

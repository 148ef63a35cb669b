import { once } from "node:events";
import { chmod, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Logger } from "pino";
import type { RunnerContext } from "../context.ts";
import type { Gate } from "../gate/gate.ts";
import { execIn } from "./exec.ts";
import { insideToolbox, sandboxDirectory, toolboxName } from "./paths.ts";

/** Connections to all ports of one sandbox together: each takes two of the runner's file descriptors. */
const maximumClients = 256;

/**
 * Makes a sandbox's published ports answer on `localhost` in its toolbox. The toolbox has no network, so
 * for each port a socat there listens and hands connections to a socket in the shared directory, behind
 * which the runner connects to the container that published the port. Only once somebody may use it: a run
 * that nothing but Compose works in is spared the programs.
 */
export class ForwardedPorts {
  readonly #context: RunnerContext;
  readonly #id: string;
  readonly #gate: Gate;
  readonly #servers = new Map<number, Server>();
  readonly #clients = new Set<Socket>();
  #published: number[] = [];
  #begun = false;
  /** Changes are applied one after another: a port freed and taken again must end up open. */
  #work: Promise<void> = Promise.resolve();

  constructor(context: RunnerContext, id: string, gate: Gate) {
    this.#context = context;
    this.#id = id;
    this.#gate = gate;
  }

  /** From now on they answer; resolves when those that are published now do. */
  begin(): Promise<void> {
    if (this.#begun) return this.#work;
    this.#begun = true;
    return this.update(this.#published);
  }

  /** Brings what is forwarded in step with what is published; resolves when it is. */
  update(published: number[]): Promise<void> {
    this.#published = published;
    if (!this.#begun) return this.#work;
    const wanted = new Set(published);
    this.#work = this.#work
      .then(async () => {
        for (const port of this.#servers.keys()) if (!wanted.has(port)) await this.#close(port);
        for (const port of wanted) if (!this.#servers.has(port)) await this.#open(port);
      })
      .catch((error) => this.#log().warn({ error, sandbox: this.#id }, "could not forward published ports"));
    return this.#work;
  }

  /** The same in a toolbox that was started again: nobody listens there any more. */
  reopen(published: number[]): Promise<void> {
    void this.update([]);
    return this.update(published);
  }

  async close(): Promise<void> {
    await this.#work;
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
    for (const client of this.#clients) client.destroy();
  }

  async #open(port: number): Promise<void> {
    const path = sandboxDirectory(this.#context.settings.dataDirectory, this.#id).portSocket(port);
    await rm(path, { force: true });
    const server = createServer({ allowHalfOpen: true }, (client) => void this.#forward(client, port));
    server.listen(path);
    await once(server, "listening");
    // What goes wrong with one connection, or for want of file descriptors, must not end the process.
    server.on("error", (error) => this.#log().warn({ error, sandbox: this.#id }, "a published port failed"));
    await chmod(path, 0o666);
    this.#servers.set(port, server);
    await this.#inToolbox([
      "sh",
      "-c",
      'pgrep -f "TCP-LISTEN:$1," >/dev/null || setsid -f socat "TCP-LISTEN:$1,fork,reuseaddr" "UNIX-CONNECT:$2" >/dev/null 2>&1',
      "sh",
      String(port),
      insideToolbox.portSocket(port),
    ]);
  }

  async #close(port: number): Promise<void> {
    this.#servers.get(port)?.close();
    this.#servers.delete(port);
    await this.#inToolbox(["pkill", "-f", `TCP-LISTEN:${port},`]);
  }

  async #forward(client: Socket, port: number): Promise<void> {
    client.on("error", () => client.destroy());
    if (this.#clients.size >= maximumClients) return void client.destroy();
    this.#clients.add(client);
    client.once("close", () => this.#clients.delete(client));
    try {
      const service = await this.#gate.ports.dial(port);
      service.on("error", () => service.destroy());
      await Promise.all([pipeline(client, service), pipeline(service, client)]);
    } catch {
      client.destroy();
    }
  }

  async #inToolbox(command: string[]): Promise<void> {
    await execIn(this.#context.engine.docker, toolboxName(this.#id), command, {
      user: "root",
      timeoutMs: 10_000,
    });
  }

  #log(): Logger {
    return this.#context.log;
  }
}

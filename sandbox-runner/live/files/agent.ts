import { readFileSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import type { Logger } from "pino";
import { liveLimits } from "../../../lib/live/limits.ts";
import { workspacePath } from "../../sandbox/workspace.ts";
import { streamIn, type ToolboxStream } from "../toolbox-stream.ts";
import { type AgentWord, readWords, toRequest } from "./agent-words.ts";

const program = readFileSync(join(import.meta.dirname, "agent.pl"), "utf8");

const lookSeconds = 0.3;
const hashedBytes = 4 * 1024 * 1024;
const batchBytes = 4 * 1024 * 1024;
/** An agent that was killed comes back; one that cannot run does not burn the machine. */
const restartMs = 1_000;
const answerMs = 15_000;
/** The engine's answer to a command for a container that does not run: the student may have killed everything in it. */
const notRunning = 409;

export type AgentAnswer = Extract<AgentWord, { id: string }>;
type Asked = Omit<Parameters<typeof toRequest>[0], "id">;

/** The agent is not there: it is being started again, or the sandbox is gone. */
export class AgentAway extends Error {}

/** Keeps the agent running in a toolbox, tells what it sees, and has it change files. */
export class Agent {
  readonly #docker: Docker;
  readonly #toolbox: string;
  readonly #log: Logger;
  readonly #hear: (word: AgentWord | { type: "start" }) => void;
  readonly #revive: () => Promise<void>;
  readonly #waiting = new Map<string, (answer: AgentAnswer | undefined) => void>();
  readonly #running: Promise<void>;
  #stream: ToolboxStream | undefined;
  #count = 0;
  #closed = false;
  #isStopped = false;
  #wake: () => void = () => undefined;

  /** @param hear is told of everything in order; `start` means that all there is follows. */
  constructor(
    docker: Docker,
    toolbox: string,
    options: {
      log: Logger;
      hear: (word: AgentWord | { type: "start" }) => void;
      /** Starts the toolbox again. */
      revive: () => Promise<void>;
    },
  ) {
    this.#docker = docker;
    this.#toolbox = toolbox;
    this.#log = options.log;
    this.#hear = options.hear;
    this.#revive = options.revive;
    this.#running = this.#keepRunning();
  }

  /** @throws AgentAway */
  async ask(asked: Asked): Promise<AgentAnswer> {
    const stream = this.#stream;
    if (!stream) throw new AgentAway();
    const id = String(++this.#count);
    const { promise, resolve } = Promise.withResolvers<AgentAnswer | undefined>();
    const limit = setTimeout(() => resolve(undefined), answerMs);
    this.#waiting.set(id, resolve);
    stream.stdin.write(toRequest({ ...asked, id }));
    const answer = await promise;
    clearTimeout(limit);
    this.#waiting.delete(id);
    if (!answer) throw new AgentAway();
    return answer;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stream?.destroy();
    this.#wake();
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    while (!this.#closed) {
      this.#isStopped = false;
      await this.#runOnce().catch((error) => {
        this.#isStopped = error.statusCode === notRunning;
        if (!this.#closed) this.#log.info({ error }, "the workspace's agent ended; it is started again");
      });
      this.#stream?.destroy();
      this.#stream = undefined;
      for (const resolve of this.#waiting.values()) resolve(undefined);
      if (this.#closed) return;
      if (this.#isStopped)
        await this.#revive().catch((error) => this.#log.warn({ error }, "a stopped toolbox"));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, restartMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async #runOnce(): Promise<void> {
    const limits = [lookSeconds, liveLimits.listedFiles, liveLimits.editableBytes, hashedBytes, batchBytes];
    const command = ["perl", "-e", program, workspacePath, ...limits.map(String)];
    const stream = await streamIn(this.#docker, this.#toolbox, command);
    if (this.#closed) return stream.destroy();
    this.#hear({ type: "start" });
    this.#stream = stream;
    for await (const word of readWords(stream.stdout, liveLimits.editableBytes)) {
      this.#hear(word);
      if ("id" in word) this.#waiting.get(word.id)?.(word);
    }
  }
}

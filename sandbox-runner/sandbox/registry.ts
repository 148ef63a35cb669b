import type { RunnerContext } from "../context.ts";
import type { GateTraffic } from "../gate/gate.ts";
import { defaultLimits } from "../gate/objects/limits.ts";
import { type CreateSandboxOptions, createSandbox } from "./create.ts";
import { newSandboxId, type SandboxIdentity } from "./labels.ts";
import { openSandbox } from "./open.ts";
import { toolboxName } from "./paths.ts";
import { sandboxesOnEngine } from "./reaper.ts";
import { removeSandboxObjects } from "./remove.ts";
import type { Sandbox } from "./sandbox.ts";

/** The interactive sandboxes that this process serves. */
export class SandboxRegistry {
  readonly #context: RunnerContext;
  readonly #open = new Map<string, Sandbox>();

  constructor(context: RunnerContext) {
    this.#context = context;
  }

  /** What the gates of this process have to do, those of sandboxes for grading included. */
  traffic(): Record<string, GateTraffic> {
    return Object.fromEntries([...this.#context.served].map(([id, { traffic }]) => [id, traffic()]));
  }

  get size(): number {
    return this.#open.size;
  }

  get(id: string): Sandbox | undefined {
    return this.#open.get(id);
  }

  /** The id for one that is about to be made, a ready one's where there is one. */
  reserve(): string {
    return this.#context.ready.reserve() ?? newSandboxId();
  }

  /** It is not made after all. */
  release(id: string): void {
    this.#context.ready.release(id);
  }

  async create(options: Omit<CreateSandboxOptions, "kind">): Promise<Sandbox> {
    const sandbox = await createSandbox(this.#context, { ...options, kind: "interactive" });
    this.#open.set(sandbox.id, sandbox);
    return sandbox;
  }

  /** Takes over the interactive sandboxes that an earlier process of this installation left on the engine. */
  async adopt(): Promise<string[]> {
    const adopted: string[] = [];
    for (const identity of (await sandboxesOnEngine(this.#context)).values()) {
      if (identity.kind !== "interactive" || this.#open.has(identity.id)) continue;
      if (identity.expires * 1000 < Date.now()) continue;
      if (await this.#adoptOne(identity)) adopted.push(identity.id);
    }
    return adopted;
  }

  async remove(id: string): Promise<void> {
    const sandbox = this.#open.get(id);
    this.#open.delete(id);
    if (sandbox) await sandbox.remove();
    else await removeSandboxObjects(this.#context, id);
  }

  /** Forgets those that the reaper removed, closing what this process still served of them. */
  async forget(ids: string[]): Promise<void> {
    for (const id of ids) {
      await this.#open.get(id)?.close();
      this.#open.delete(id);
    }
  }

  /** Stops serving all of them; they stay on the engine for the next process to adopt. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((sandbox) => sandbox.close()));
    this.#open.clear();
  }

  async #adoptOne(identity: SandboxIdentity): Promise<boolean> {
    const { docker } = this.#context.engine;
    try {
      const toolbox = docker.getContainer(toolboxName(identity.id));
      const { HostConfig, State } = await toolbox.inspect();
      if (!State.Running) await toolbox.start();
      const cgroupParent = HostConfig.CgroupParent || undefined;
      const sandbox = await openSandbox(this.#context, identity, { limits: defaultLimits, cgroupParent });
      this.#open.set(identity.id, sandbox);
      return true;
    } catch (error) {
      this.#context.log.warn({ error, sandbox: identity.id }, "could not take a sandbox over");
      return false;
    }
  }
}

import type { Socket } from "node:net";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { ExecOptions, ExecResult } from "./exec.ts";
import type { SandboxIdentity } from "./labels.ts";
import type { Outside } from "./outside.ts";

/** One student's private Docker: a gate, a toolbox with the real `docker compose`, a workspace, ports. */
export type Sandbox = {
  id: string;
  identity: SandboxIdentity;
  /** For programs on this host: `unix://…` of the gate's socket. */
  dockerHost: string;
  /**
   * Runs a command in the toolbox, as the student, in the workspace. Exit code 124 when its time ran out.
   * With `withoutPorts` the command does not need the published ports on its `localhost`.
   */
  exec(command: string[], options?: ExecOptions & { withoutPorts?: boolean }): Promise<ExecResult>;
  writeFiles(files: WorkspaceFile[]): Promise<void>;
  /** The text of a file of the workspace, or undefined when there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** Connects to a port published on the sandbox's virtual host; rejects when nobody published it. */
  dialPort(port: number): Promise<Socket>;
  /** Runs a grader's command in the network namespace of one of the tenant's containers (64-hex id). */
  probe(
    container: string,
    command: string[],
    options?: Pick<ExecOptions, "timeoutMs" | "input" | "signal">,
  ): Promise<ExecResult>;
  /** Starts the toolbox again when the student ended all that ran in it, with its published ports. */
  revive(): Promise<void>;
  /** Finds the tenant's objects on the engine. */
  dockerFilters: { label: string[] };
  outside: Pick<Outside, "host" | "port" | "token">;
  /** Stops serving it here; what is on the engine stays. */
  close(): Promise<void>;
  /** Stops serving it and removes everything of it; resolves when all is gone. */
  remove(): Promise<void>;
};

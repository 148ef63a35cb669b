import type { GateSandbox } from "./gate-sandbox.ts";
import type { Inventory } from "./inventory.ts";

export type DockerfileOptions = {
  buildArgs: Record<string, string | undefined>;
  target?: string;
  sandbox: GateSandbox;
  inventory: Inventory;
};

/** How much a Dockerfile has come to so far. The lengths are never less than what the builder makes of them. */
export type DockerfileGrowth = {
  instructions: number;
  described: number;
  labels: number;
  /** Of what each variable may hold at most, and those that are not named here. */
  held: Map<string, number>;
  others: number;
};

/** What is known at a point of the Dockerfile. */
export type DockerfileState = {
  options: DockerfileOptions;
  /** ARGs before the first FROM. */
  args: Map<string, string>;
  /** Names of the stages so far, lower case; "" for one without a name. */
  stages: string[];
  bases: string[];
  /** Whether a step may be an ADD, which unpacks archives: the student's own or one that a base brings along. */
  unpacks: boolean;
  growth: DockerfileGrowth;
};

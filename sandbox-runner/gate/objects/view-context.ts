import type { GateSandbox } from "./gate-sandbox.ts";
import type { Inventory } from "./inventory.ts";
import type { PublishedPort } from "./published-ports.ts";

/** What the views need to know beside the engine's answer. */
export type ViewContext = {
  sandbox: GateSandbox;
  inventory: Inventory;
  /** The virtual host's ports that lead to a container now, with the host port that was chosen. */
  ports: (containerId: string) => PublishedPort[];
};

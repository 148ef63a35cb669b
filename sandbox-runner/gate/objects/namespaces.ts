import { findContainer, type Inventory } from "./inventory.ts";
import { refuse } from "./refusal.ts";
import { parseAddress } from "./subnet-pool.ts";

const ownNamespace: Record<"PidMode" | "IpcMode", string[]> = {
  PidMode: [""],
  IpcMode: ["", "private", "none", "shareable"],
};

/** A PID or IPC namespace: the container's own, or that of another container of the same student. */
export function decideNamespace(field: "PidMode" | "IpcMode", value: string, inventory: Inventory): string {
  if (ownNamespace[field].includes(value)) return value;
  if (!value.startsWith("container:")) throw refuse("host-namespace", { field, value });
  return `container:${findContainer(inventory, value.slice("container:".length)).id}`;
}

/** `name:address` or `name=address` for `/etc/hosts`; the machine itself has no name in the lab. */
export function decideExtraHosts(entries: string[]): string[] {
  return entries.map((entry) => {
    const match = /^([a-zA-Z0-9_][a-zA-Z0-9_.-]*)[:=](.+)$/.exec(entry);
    const [, name = "", address = ""] = match ?? [];
    const known = parseAddress(address) !== undefined || /^[0-9a-fA-F:]{2,39}$/.test(address);
    if (!match || !known) throw refuse("extra-host", { entry });
    return `${name}:${address}`;
  });
}

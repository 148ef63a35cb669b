import { createHash } from "node:crypto";
import type { GateSandbox, Json } from "./gate-sandbox.ts";
import { unmangle } from "./names.ts";
import { asList, asObject, asString, pick } from "./read-answer.ts";
import type { ViewContext } from "./view-context.ts";
import { viewLabels } from "./view-parts.ts";

/** `GET /networks/{id}` or an item of `GET /networks`: the student's options, and only the student's containers. */
export function viewNetwork(item: unknown, context: ViewContext): Json {
  const { sandbox, inventory } = context;
  const source = asObject(item);
  const ipam = asObject(source.IPAM);
  const own = new Map(inventory.containers.map((container) => [container.id, container.name]));
  const containers = Object.entries(asObject(source.Containers)).flatMap(([id, endpoint]) => {
    const name = own.get(id);
    if (name === undefined) return [];
    const shown = pick(asObject(endpoint), ["EndpointID", "MacAddress", "IPv4Address", "IPv6Address"]);
    return [[id, { Name: name, ...shown }]];
  });
  return {
    Name: unmangle(sandbox.id, asString(source.Name)) ?? "",
    ...pick(source, ["Id", "Created"]),
    Scope: "local",
    Driver: "bridge",
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: "default",
      Options: null,
      Config: asList(ipam.Config).map((config) => pick(asObject(config), ["Subnet", "IPRange", "Gateway"])),
    },
    ...pick(source, ["Internal", "Attachable"]),
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: Object.fromEntries(containers),
    Options: readOptions(asObject(source.Labels)["composelab.options"]),
    Labels: viewLabels(source.Labels),
  };
}

/** What the student wrote as options, out of the label; an empty object when nothing or nonsense. */
export function readOptions(label: unknown): Json {
  try {
    return asObject(JSON.parse(asString(label) || "{}"));
  } catch {
    return {};
  }
}

/**
 * The networks that every engine has. `host` and `none` are only shown; `bridge` is a view of its own as
 * soon as a container uses it.
 */
export function predefinedNetworks(sandbox: GateSandbox, created: string): Json[] {
  return [
    predefined(sandbox, created, "bridge", "bridge"),
    predefined(sandbox, created, "host", "host"),
    predefined(sandbox, created, "none", "null"),
  ];
}

function predefined(sandbox: GateSandbox, created: string, name: string, driver: string): Json {
  return {
    Name: name,
    Id: createHash("sha256").update(`${sandbox.id}/${name}`).digest("hex"),
    Created: created,
    Scope: "local",
    Driver: driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: { Driver: "default", Options: null, Config: null },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: {},
    Options: {},
    Labels: {},
  };
}

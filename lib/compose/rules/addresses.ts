import { finding } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import { familyOf } from "../known-images.ts";
import type { Project, Service } from "../project.ts";
import { environmentOf, portsOf } from "../service-parts.ts";
import { entryOf, valueAt } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

const serverUrl =
  /^(?:jdbc:)?(postgres(?:ql)?|mysql|mariadb|mongodb|redis|amqp|nats|kafka)(?:\+\w+)?:\/\/(?:[^@/\s]*@)?([\w.-]+)(?::(\d+))?/;
const serverHost =
  /^(?:DB|DATABASE|PG|POSTGRES|POSTGRESQL|MYSQL|MARIADB|MONGO|MONGODB|REDIS|RABBITMQ|AMQP|KAFKA)_?HOST(?:NAME)?$/;

/** Addresses in the environment that cannot reach the service that is meant. */
export function addresses(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) => {
    const mode = settledText(valueAt(service.node, "network_mode")) ?? "";
    if (mode === "host" || mode.startsWith("service:") || mode.startsWith("container:")) return [];
    return environmentOf(service.node).flatMap(({ name, value, node }) => {
      const url = serverUrl.exec(value ?? "");
      const host = url?.[2] ?? (serverHost.test(name) ? value : undefined);
      if (host === undefined) return [];
      const isSelf = host === "localhost" || host === "127.0.0.1";
      const others = [...project.services.values()].filter((other) => other !== service);
      const server = isSelf ? others.find((other) => isServer(other, url?.[1] ?? name)) : undefined;
      if (server)
        return [
          finding("warning", "localhost-is-itself", node.span, {
            service: service.name,
            name,
            target: server.name,
          }),
        ];
      const target = project.services.get(host);
      const port = Number(url?.[3]);
      return target && port ? hostPort(service, name, node, target, port) : [];
    });
  });
}

function isServer(service: Service, kind: string): boolean {
  const image = settledText(valueAt(service.node, "image"))?.toLowerCase() ?? "";
  const word = kind.toLowerCase();
  const families: [RegExp, RegExp][] = [
    [/postgres|^pg/, /postgres|postgis|timescale/],
    [/mysql|maria/, /mysql|mariadb|percona/],
    [/mongo/, /mongo/],
    [/redis/, /redis|valkey/],
    [/amqp|rabbit/, /rabbitmq/],
    [/nats/, /nats/],
    [/kafka/, /kafka/],
    [/^(db|database)/, /postgres|mysql|mariadb|mongo/],
  ];
  return families.some(([wanted, names]) => wanted.test(word) && names.test(image));
}

/** Between containers the container's port counts, not the one on the host. */
function hostPort(
  service: Service,
  name: string,
  node: { span: Parameters<typeof finding>[2] },
  target: Service,
  port: number,
): Diagnostic[] {
  const published = portsOf(target.node).find(
    ({ mapping }) => mapping.host?.from === port && mapping.container.from !== port,
  );
  const listens = portsOf(target.node).some(
    ({ mapping }) => mapping.container.from <= port && port <= mapping.container.to,
  );
  if (!published || listens) return [];
  const params = {
    service: service.name,
    name,
    target: target.name,
    host: port,
    container: published.mapping.container.from,
  };
  return [finding("warning", "host-port-between-services", node.span, params)];
}

/** Official database images that stop at once without a password or a word that none is wanted. */
export function databaseImages(project: Project): Diagnostic[] {
  if (project.fragment) return [];
  return ownServices(project).flatMap((service) => {
    const image = entryOf(service.node, "image");
    const text = settledText(image?.value);
    const needed = entryOf(service.node, "build") ? undefined : familyOf(text)?.needsOneOf;
    const elsewhere =
      service.open ||
      ["env_file", "command", "entrypoint", "secrets"].some((key) => entryOf(service.node, key));
    if (!image || !needed || elsewhere) return [];
    const names = new Set(environmentOf(service.node).map(({ name }) => name));
    if (
      needed.some((name) => names.has(name)) ||
      [...names].some((name) => name === "<<" || name.includes("$"))
    )
      return [];
    return [
      finding("warning", "image-needs-variable", image.value.span, {
        service: service.name,
        image: text ?? "",
        variable: needed[0] ?? "",
      }),
    ];
  });
}

import { entriesOf, namesIn, type Path, valueAt, type YamlNode } from "./tree.ts";

/** Values that the schema leaves open and Compose or the engine does not. */
const byKey: Record<string, string[]> = {
  "service-restart": ["no", "always", "on-failure", "unless-stopped"],
  "service-pull_policy": ["always", "missing", "never", "build"],
  "service-network_mode": ["bridge", "host", "none"],
  "service-ports-protocol": ["tcp", "udp"],
  "service-ports-mode": ["host", "ingress"],
  "service-stop_signal": ["SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL"],
  "service-logging-driver": ["json-file", "local", "none", "syslog", "journald", "fluentd"],
  "service-deploy-mode": ["replicated", "global"],
  "service-deploy-restart_policy-condition": ["none", "on-failure", "any"],
  "network-driver": ["bridge", "host", "none", "overlay", "macvlan"],
  "volume-driver": ["local"],
};

/** The names that a key's items may have: those of services, networks, … in the same document. */
const namesByKey: Record<string, string> = {
  "service-depends_on": "services",
  "service-links": "services",
  "service-volumes_from": "services",
  "service-extends": "services",
  "service-extends-service": "services",
  "service-networks": "networks",
  "service-volumes": "volumes",
  "service-volumes-source": "volumes",
  "service-secrets": "secrets",
  "service-secrets-source": "secrets",
  "service-configs": "configs",
  "service-configs-source": "configs",
  "service-build-secrets": "secrets",
  "service-models": "models",
};

export function knownValues(key: string): string[] {
  return byKey[key] ?? [];
}

/** Names from the document that fit a key; the service that is being written is not offered to itself. */
export function knownNames(root: YamlNode | undefined, key: string, path: Path): string[] {
  if (key === "service-profiles") {
    const services = entriesOf(valueAt(root, "services"));
    return [
      ...new Set(
        services.flatMap((service) => namesIn(valueAt(service.value, "profiles")).map(({ name }) => name)),
      ),
    ];
  }
  const section = namesByKey[key];
  if (section === undefined) return [];
  const names = entriesOf(valueAt(root, section)).map((entry) => entry.key);
  return section === "services" ? names.filter((name) => name !== path[1]) : names;
}

/** The keys that most services have, in the order in which people write them; offered before all others. */
export const commonKeys: Record<string, string[]> = {
  "": ["services", "networks", "volumes", "secrets", "configs", "name", "include"],
  service: [
    "image",
    "build",
    "command",
    "ports",
    "environment",
    "env_file",
    "volumes",
    "networks",
    "depends_on",
    "healthcheck",
    "restart",
    "deploy",
    "secrets",
    "configs",
  ],
  "service-healthcheck": ["test", "interval", "timeout", "retries", "start_period"],
  "service-build": ["context", "dockerfile", "args", "target"],
  "service-deploy": ["replicas", "resources"],
  "service-depends_on": ["condition", "restart", "required"],
};

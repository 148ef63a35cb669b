import { type Message, message } from "../i18n/message.ts";
import type { ComposeModel, ServiceModel } from "./model.ts";

/** An object of Kubernetes that a part of a Compose project would become. */
type KubernetesObject = {
  kind:
    | "Deployment"
    | "StatefulSet"
    | "Job"
    | "Service"
    | "Ingress"
    | "PersistentVolumeClaim"
    | "ConfigMap"
    | "Secret"
    | "NetworkPolicy";
  name: string;
  /** Why this one, or what is to be watched. */
  because: Message;
};

export type KubernetesView = {
  objects: KubernetesObject[];
  /** What the file says and no object does. */
  without: Message[];
};

/** What a project would be in Kubernetes, as far as its file tells; nothing here is applied to a cluster. */
export function kubernetesView(model: ComposeModel): KubernetesView {
  const called = new Set(
    model.services.flatMap(({ dependsOn }) =>
      dependsOn.flatMap(({ service, condition }) =>
        condition === "service_completed_successfully" ? [] : [service],
      ),
    ),
  );
  return {
    objects: [
      ...model.services.map((service) => workload(service, model)),
      ...model.services.flatMap((service) => doors(service, called)),
      ...volumes(model),
      ...model.configs.map(({ name }) => object("ConfigMap", name, "kubernetes-config")),
      ...model.secrets.map(({ name }) => object("Secret", name, "kubernetes-secret")),
      ...walls(model),
    ],
    without: model.services.flatMap(leftOut),
  };
}

function workload(service: ServiceModel, model: ComposeModel): KubernetesObject {
  const { name, replicas } = service;
  const endsByItself = model.services.some(({ dependsOn }) =>
    dependsOn.some((each) => each.service === name && each.condition === "service_completed_successfully"),
  );
  if (endsByItself) return object("Job", name, "kubernetes-job");
  const [kept] = keptVolumes(service);
  if (kept) return object("StatefulSet", name, "kubernetes-stateful", { volume: kept });
  return object("Deployment", name, "kubernetes-deployment", { replicas });
}

function keptVolumes({ mounts }: ServiceModel): string[] {
  return mounts.flatMap(({ type, source, readOnly }) =>
    type === "volume" && source !== undefined && !readOnly ? [source] : [],
  );
}

/** A name for those who call it, and a way in from outside. */
function doors({ name, ports }: ServiceModel, called: Set<string>): KubernetesObject[] {
  const [port] = ports;
  const isCalled = called.has(name);
  if (!port) return isCalled ? [object("Service", name, "kubernetes-service-port")] : [];
  return [
    object("Service", name, "kubernetes-service", { port: port.container.from }),
    object("Ingress", name, "kubernetes-ingress", { host: port.published ?? port.container.from }),
  ];
}

function volumes(model: ComposeModel): KubernetesObject[] {
  const used = new Set(model.services.flatMap(keptVolumes));
  return model.volumes
    .filter(({ name }) => used.has(name))
    .map(({ name }) => object("PersistentVolumeClaim", name, "kubernetes-claim"));
}

/** One network is what a cluster has anyway; of several, each is a wall that must be written. */
function walls(model: ComposeModel): KubernetesObject[] {
  const joined = new Set(model.services.flatMap(({ networks }) => networks.map(({ name }) => name)));
  if (joined.size < 2) return [];
  return [...joined].map((name) => object("NetworkPolicy", name, "kubernetes-wall"));
}

function leftOut(service: ServiceModel): Message[] {
  const { name, build, mounts, dependsOn, containerName } = service;
  const binds = mounts.filter(({ type }) => type === "bind");
  const [waited] = dependsOn.filter(({ condition }) => condition !== "service_completed_successfully");
  return [
    ...(waited
      ? [message("compose.kubernetes-no-order", { service: name, dependency: waited.service })]
      : []),
    ...(build ? [message("compose.kubernetes-no-build", { service: name })] : []),
    ...binds.map(({ source }) =>
      message("compose.kubernetes-no-folder", { service: name, path: source ?? "" }),
    ),
    ...(containerName ? [message("compose.kubernetes-no-name", { service: name })] : []),
  ];
}

function object(
  kind: KubernetesObject["kind"],
  name: string,
  because: string,
  params: Message["params"] = {},
): KubernetesObject {
  return { kind, name, because: message(`compose.${because}`, params) };
}

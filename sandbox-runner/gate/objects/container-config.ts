import {
  between,
  command,
  copied,
  flag,
  keySet,
  labels,
  list,
  matching,
  nested,
  refused,
  rewritten,
  text,
} from "./fields.ts";
import { engineError, refuse } from "./refusal.ts";

const second = 1_000_000_000;
const longestDuration = 24 * 3600 * second;
const shortestDuration = 1_000_000;
const shortestInterval = 100_000_000;

/** Nanoseconds; 0 inherits from the image. Checks more often than the lab bears are refused. */
const duration = (value: unknown, field: string) => {
  const nanoseconds = between(-longestDuration, longestDuration)(value, field);
  if (nanoseconds === 0 || nanoseconds >= shortestDuration) return nanoseconds;
  throw engineError(400, `${field.split(".").at(-1)} in Healthcheck cannot be less than 1ms`);
};
const interval = (value: unknown, field: string) => {
  const nanoseconds = duration(value, field);
  if (nanoseconds !== 0 && nanoseconds < shortestInterval) throw refuse("health-interval", { field });
  return nanoseconds;
};

/** HealthConfig of the Engine API. */
export const healthcheckFields = {
  Test: copied(list(text(16_384), 64)),
  Interval: copied(interval),
  Timeout: copied(duration),
  Retries: copied(between(0, 10_000)),
  StartPeriod: copied(duration),
  StartInterval: copied(interval),
};

export const macAddress = matching(/^[0-9a-fA-F][02468aceACE](?::[0-9a-fA-F]{2}){5}$/, "mac-address", 17);

const port = /^\d{1,5}(?:-\d{1,5})?(?:\/(?:tcp|udp|sctp))?$/;

function exposedPorts(value: unknown, field: string): string[] {
  const ports = keySet(value, field);
  for (const name of ports) {
    if (!port.test(name)) throw engineError(400, `invalid port specification: "${name.slice(0, 64)}"`);
  }
  return ports;
}

/** ContainerConfig of the Engine API, version 1.51: every field of it. */
export const containerConfigFields = {
  Hostname: copied(matching(/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$/, "hostname", 253)),
  Domainname: copied(matching(/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]*[a-zA-Z0-9_])?$/, "hostname", 253)),
  User: copied(text(255)),
  AttachStdin: copied(flag),
  AttachStdout: copied(flag),
  AttachStderr: copied(flag),
  ExposedPorts: rewritten(exposedPorts),
  Tty: copied(flag),
  OpenStdin: copied(flag),
  StdinOnce: copied(flag),
  Env: copied(list(text(131_072), 1024)),
  Cmd: copied(command),
  Healthcheck: copied(nested(healthcheckFields)),
  ArgsEscaped: refused("windows-only"),
  Image: rewritten(text(255)),
  Volumes: rewritten(keySet),
  WorkingDir: copied(text()),
  Entrypoint: copied(command),
  NetworkDisabled: copied(flag),
  MacAddress: copied(macAddress),
  OnBuild: refused("on-build"),
  Labels: rewritten(labels),
  StopSignal: copied(matching(/^[a-zA-Z0-9+-]{1,32}$/, "stop-signal", 32)),
  StopTimeout: copied(between(0, 600)),
  Shell: copied(list(text(), 32)),
  HostConfig: rewritten((value: unknown) => value),
  NetworkingConfig: rewritten((value: unknown) => value),
};

/** What one container may use: bytes, billionths of a CPU, processes. All positive. */
export type Resources = { memory: number; nanoCpus: number; pids: number };

/** What a sandbox may have and use. */
export type SandboxLimits = {
  containers: number;
  networks: number;
  volumes: number;
  images: number;
  /** Execs running at once. */
  execs: number;
  /** Bytes: the limits of all containers that are not stopped, added up, stay below. */
  memory: number;
  /** Billionths of a CPU: what one container may ask for, and what the sandbox's cgroup holds all of them to. */
  nanoCpus: number;
  pids: number;
  /** What a container gets that asks for nothing. */
  containerMemory: number;
  containerNanoCpus: number;
  containerPids: number;
  /** Bytes of `/dev/shm`, of a tmpfs, and of all log files of one container. */
  shmSize: number;
  tmpfsSize: number;
  logSize: number;
  requestsPerSecond: number;
  /** Bytes of the tar that a build may send. */
  buildContext: number;
};

const mebibyte = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  containers: 20,
  networks: 10,
  volumes: 20,
  images: 10,
  execs: 40,
  memory: 3072 * mebibyte,
  nanoCpus: 2_000_000_000,
  pids: 2048,
  containerMemory: 192 * mebibyte,
  containerNanoCpus: 1_000_000_000,
  containerPids: 100,
  shmSize: 256 * mebibyte,
  tmpfsSize: 64 * mebibyte,
  logSize: 32 * mebibyte,
  requestsPerSecond: 200,
  buildContext: 64 * mebibyte,
};

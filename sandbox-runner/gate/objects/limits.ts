/** What one container may use: bytes, billionths of a CPU, processes. All positive. */
export type Resources = { memory: number; nanoCpus: number; pids: number };

/** What a sandbox may have and use. */
export type SandboxLimits = {
  containers: number;
  networks: number;
  /** Of the subnets of all its networks: the lab's range is shared. */
  addresses: number;
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
  /** Bytes of writable layers, volumes and own images together; looked at from time to time. */
  disk: number;
  /** Health checks a second of all containers that are not stopped. */
  healthChecks: number;
  requestsPerSecond: number;
  /** Of files copied out and in, of build contexts and of what is attached to: more would keep the runner and the engine from the others. */
  bytesPerSecond: number;
  /** Of logs, which the engine reads line by line, from JSON: a byte of theirs costs it twenty of a file. */
  logBytesPerSecond: number;
  /** Of the engine's answers that the gate takes apart, which keeps it from everybody else. */
  answerBytesPerSecond: number;
  /** Clients connected to the gate at once. */
  connections: number;
  /** Answers that go on for as long as the client listens: logs, events, attached terminals. */
  streams: number;
  /** Builds at once, and how long one may take. */
  builds: number;
  buildSeconds: number;
  /** Bytes of the tar that a build may send. */
  buildContext: number;
  /** Bytes of what all archives in it come to that ADD might unpack. */
  unpackedContext: number;
};

const mebibyte = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  containers: 20,
  networks: 10,
  // Two subnets of the usual /24, and eight as the lab chooses them.
  addresses: 768,
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
  disk: 4096 * mebibyte,
  healthChecks: 24,
  requestsPerSecond: 200,
  bytesPerSecond: 48 * mebibyte,
  logBytesPerSecond: 2 * mebibyte,
  answerBytesPerSecond: 4 * mebibyte,
  connections: 256,
  // `docker compose up` of a large project holds two streams for each container.
  streams: 96,
  builds: 2,
  buildSeconds: 600,
  buildContext: 64 * mebibyte,
  unpackedContext: 256 * mebibyte,
};

/** What the engine, and through it the kernel, says of one running container: nothing that a program inside can colour. */
export type EngineFacts = {
  /** The student's name of the container. */
  name: string;
  /** The environment with which the main process was started, the image's part included. */
  environment: Record<string, string>;
  /** Bytes; absent: none. */
  memory?: number;
  /** Processors, such as 0.5; absent: no limit. */
  cpus?: number;
  /** Processes and threads; absent: no limit. */
  pids?: number;
  log: { driver: string; options: Record<string, string> };
};

import path from "node:path";

/** The locks of the product's processes: who runs, and where it can be reached. */
export function runFiles(dataDirectory: string) {
  const directory = path.join(dataDirectory, "run");
  return {
    directory,
    supervisor: path.join(directory, "supervisor.json"),
    web: path.join(directory, "web.json"),
    runner: path.join(directory, "runner.json"),
    runnerSocket: path.join(directory, "runner.sock"),
  };
}

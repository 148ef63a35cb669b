import type Docker from "dockerode";
import { execInTenant } from "./tenant-exec.ts";

const signalMs = 10_000;

/**
 * Stops all processes of a container where they stand; what is returned lets them go on. The main one alone is not
 * enough: with `init: true` it is tini, and the service goes on behind it.
 */
export async function freeze(docker: Docker, container: string): Promise<() => Promise<void>> {
  const main = docker.getContainer(container);
  const thaw = async () => {
    await signalOthers(docker, container, "CONT");
    await main.kill({ signal: "SIGCONT" });
  };
  await main.kill({ signal: "SIGSTOP" });
  try {
    await signalOthers(docker, container, "STOP");
    return thaw;
  } catch (error) {
    await thaw();
    throw error;
  }
}

/** kill(2) with -1 reaches every process of the container but the first and the caller. An image without sh has none to stop. */
async function signalOthers(docker: Docker, container: string, name: "STOP" | "CONT"): Promise<void> {
  const signal = AbortSignal.timeout(signalMs * 2);
  const options = { timeoutMs: signalMs, signal, user: "0" };
  await execInTenant(docker, container, ["sh", "-c", `kill -${name} -1`], options);
}

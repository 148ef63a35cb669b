import type Docker from "dockerode";

/**
 * Whether a container has ended and the engine will not start it again by itself.
 * https://docs.docker.com/engine/containers/start-containers-automatically/
 */
export function endedForGood({ State, HostConfig, RestartCount }: Docker.ContainerInspectInfo): boolean {
  if (State.Running || State.Restarting) return false;
  // Restart policies are for containers that were started once.
  if (State.Status === "created") return true;
  const { Name: policy = "no", MaximumRetryCount: retries = 0 } = HostConfig.RestartPolicy ?? {};
  if (policy === "" || policy === "no") return true;
  if (policy !== "on-failure") return false;
  return State.ExitCode === 0 || (retries > 0 && RestartCount >= retries);
}

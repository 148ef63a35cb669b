import type { MarkState } from "../../components/state-mark.tsx";
import type { ContainerState } from "./run-state.ts";

/** The mark of a container's state; one that ended well is not a failure. */
export function containerMark(container: { state: ContainerState; exitCode?: number }): MarkState {
  switch (container.state) {
    case "created":
      return "created";
    case "started":
      return "started";
    case "healthy":
      return "good";
    case "unhealthy":
      return "warn";
    case "exited":
      return container.exitCode === 0 ? "ended" : "bad";
    case "removed":
      return "none";
  }
}

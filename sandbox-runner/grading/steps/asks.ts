import type { StepOf } from "../../../lib/grading/vocabulary/steps.ts";

/** A container, and how the grader itself finds out whether its service answers. */
export type Question = { service: string; container: string; asks: StepOf<"try-healthcheck">["asks"] };

/** A command that succeeds when the service, on its own loopback, answers in its own protocol. */
export function asks(how: Question["asks"]): string[] {
  return "postgres" in how
    ? ["pg_isready", "-q", "-t", "1", "-h", "127.0.0.1", "-p", String(how.postgres)]
    : ["curl", "-s", "-o", "/dev/null", "-m", "1", `http://127.0.0.1:${how.http}/`];
}

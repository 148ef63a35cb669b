import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

/**
 * Asks the Postgres in a container directly, over its own loopback, in every database that it has: which
 * one the student's API uses is the student's choice.
 */
export async function queryPostgres(
  run: Pick<RunState, "context" | "sandbox" | "signal" | "openings">,
  container: string,
  query: string,
): Promise<{ rows: string[]; failed: boolean; words: string }> {
  const info = await run.context.engine.docker.getContainer(container).inspect();
  const environment = new Map(info.Config.Env.map((line) => splitOnce(line)));
  const user = environment.get("POSTGRES_USER") || "postgres";
  const password = environment.get("POSTGRES_PASSWORD") ?? "";
  const place = [`PGPASSWORD=${password}`, `PGUSER=${user}`, "PGHOST=127.0.0.1", "PGCONNECT_TIMEOUT=3"];
  const command = ["env", ...place, "bash", "-c", program, "psql", query];
  const { exitCode, stdout, stderr } = await probe(run, container, command, { timeoutMs: 15_000 });
  if (exitCode !== 0) return { rows: [], failed: true, words: stderr.trim() };
  return { rows: stdout.split("\n").filter((line) => line !== ""), failed: false, words: "" };
}

/** One program for all of them. A database without such a table has no such rows; the one that has it is what counts. */
const program = `ask() { PGDATABASE=$1 psql -X -At -v ON_ERROR_STOP=1 -c "$2"; }
names=$(ask postgres 'select datname from pg_database where not datistemplate') || exit 1
while IFS= read -r name; do ask "$name" "$1" 2>/dev/null </dev/null; done <<< "$names"
exit 0`;

function splitOnce(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
